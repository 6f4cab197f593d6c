import { readFileSync } from 'node:fs';

/** @typedef {'node' | 'python' | 'pip' | 'compiler'} Prerequisite */
/** @typedef {'apt' | 'dnf' | 'pacman' | 'zypper' | 'brew' | 'winget'} Installer */

/** @type {Record<Prerequisite, Record<Installer, string>>} */
const commands = {
  node: {
    apt: 'Install Node 22 or newer: see https://nodejs.org/en/download (the distribution’s own may be too old)',
    dnf: 'sudo dnf install nodejs',
    pacman: 'sudo pacman -S nodejs npm',
    zypper: 'sudo zypper install nodejs22',
    brew: 'brew install node',
    winget: 'winget install OpenJS.NodeJS.LTS',
  },
  python: {
    apt: 'sudo apt-get install python3 python3-pip',
    dnf: 'sudo dnf install python3 python3-pip',
    pacman: 'sudo pacman -S python python-pip',
    zypper: 'sudo zypper install python3 python3-pip',
    brew: 'brew install python',
    winget: 'winget install Python.Python.3.12',
  },
  pip: {
    apt: 'sudo apt-get install python3-pip',
    dnf: 'sudo dnf install python3-pip',
    pacman: 'sudo pacman -S python-pip',
    zypper: 'sudo zypper install python3-pip',
    brew: 'python3 -m ensurepip --upgrade',
    winget: 'py -3 -m ensurepip --upgrade',
  },
  compiler: {
    apt: 'sudo apt-get install g++',
    dnf: 'sudo dnf install gcc-c++',
    pacman: 'sudo pacman -S gcc',
    zypper: 'sudo zypper install gcc-c++',
    brew: 'xcode-select --install',
    winget:
      'winget install Microsoft.VisualStudio.2022.BuildTools (with the C++ workload), then use its "x64 Native Tools" prompt',
  },
};

/**
 * How to get a prerequisite on this machine.
 *
 * @param {Prerequisite} what
 * @param {Installer} [by]
 * @example howToGet('compiler') // 'To get it: sudo apt-get install g++'
 */
export function howToGet(what, by = installer()) {
  return `To get it: ${commands[what][by]}`;
}

/** @returns {Installer} */
function installer() {
  if (process.platform === 'darwin') return 'brew';
  if (process.platform === 'win32') return 'winget';
  let release = '';
  try {
    release = readFileSync('/etc/os-release', 'utf8');
  } catch {
    // no os-release: the most common answer is the best guess
  }
  const ids = release.match(/^ID(?:_LIKE)?=.*$/gm)?.join(' ') ?? '';
  if (/fedora|rhel|centos/.test(ids)) return 'dnf';
  if (/arch/.test(ids)) return 'pacman';
  if (/suse/.test(ids)) return 'zypper';
  return 'apt';
}
