import { join } from 'node:path';
import { type CommandOptions, type CommandResult, runCommand } from '../local/aws/command.ts';

const CDK = join(import.meta.dirname, '..', 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** Runs the stock cdk CLI. A failure does not throw: the exit code is part of the result. */
export function cdk(
  args: readonly string[],
  options: CommandOptions & { readonly cwd: string },
): Promise<CommandResult> {
  const env = { ...process.env, ...options.env, FORCE_COLOR: '0', NO_COLOR: '1' };
  return runCommand(process.execPath, [CDK, ...args], { ...options, env });
}
