export { CliError, type CliErrorCode, cliErrorCodes, cliErrors, exitCode } from './errors.ts';
export { main } from './main.ts';
