import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as torch from '../index.ts';

declare module './ops.ts' {
  interface OperatorLibraries {
    capstan_test: { addClamped(x: torch.Tensor, y: torch.Tensor, options?: { least?: number }): torch.Tensor };
  }
}

const SOURCE = `
#include <ATen/core/Tensor.h>
#include <torch/library.h>
static at::Tensor add_clamped(const at::Tensor& x, const at::Tensor& y, double least) { return x.add(y).clamp_min(least); }
TORCH_LIBRARY(capstan_test, m) { m.def("add_clamped(Tensor x, Tensor y, float least=0) -> Tensor", &add_clamped); }
`;

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'capstan-library-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function compile(): string {
  const pointer = readFileSync(new URL('../../build/addon.json', import.meta.url), 'utf8');
  const { torch: engine } = JSON.parse(pointer) as { torch: string }; // written by set-up
  const [source, library] = [join(folder, 'clamped.cc'), join(folder, 'clamped.so')];
  writeFileSync(source, SOURCE);
  const [compiler = 'c++', ...args] = (process.env.CXX ?? 'c++').split(' ');
  const flags = ['-std=c++17', '-O0', '-DNDEBUG', '-D_GLIBCXX_USE_CXX11_ABI=1', '-shared', '-fPIC'];
  const engineFlags = ['-isystem', join(engine, 'include'), '-L', join(engine, 'lib'), '-ltorch_cpu', '-lc10'];
  execFileSync(compiler, [...args, ...flags, source, ...engineFlags, '-o', library]);
  return library;
}

test('the operators of a loaded library join the dispatcher', { skip: process.platform === 'win32' }, () => {
  const { ops, operators, tensor, TorchError } = torch;
  assert.throws(
    () => ops.capstan_test.addClamped(tensor([1]), tensor([2])),
    (error) =>
      error instanceof TorchError && error.code === 'not-implemented' && /library\.load/.test(error.hint ?? ''),
  );
  torch.library.load(compile());
  const [x, y] = [tensor([1, -5], { requiresGrad: true }), tensor([2, 3])];
  const sum = ops.capstan_test.addClamped(x, y, { least: -1 });
  assert.deepEqual(sum.toArray(), [3, -1]);
  sum.sum().backward(); // made of aten's operators, so autograd passes through
  assert.deepEqual(x.grad?.toArray(), [1, 0]);

  type Own = { add_clamped(x: torch.Tensor, y: torch.Tensor): torch.Tensor; addClamp(): unknown };
  const own = operators<Own>('capstan_test');
  assert.deepEqual(own.add_clamped(x, y).toArray(), [3, 0]);
  assert.throws(() => own.addClamp(), /there is no operator capstan_test::addClamp\n {2}did you mean 'addClamped'\?/);
});

test('what cannot be loaded is an error that says why', () => {
  const text = join(folder, 'text.so');
  writeFileSync(text, 'no library');
  for (const path of [text, join(folder, 'absent.so')])
    assert.throws(
      () => torch.library.load(path),
      (error) => error instanceof torch.TorchError && error.code === 'runtime' && error.message.includes(path),
    );
});

test('ops holds aten and namespaces, and nothing more', () => {
  assert.equal(torch.ops.aten.add(torch.tensor([1]), 1).item(), 2);
  assert.equal(String(torch.ops), '[object Object]');
  assert.ok(!Object.hasOwn(torch.ops, 'torchvision'));
});
