import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { type IRole, Role } from 'aws-cdk-lib/aws-iam';

/** The common role of all sync configurations of a stack. */
export function gitSyncRole(stack: Stack): IRole {
  const existing = stack.node.tryFindChild('Role') as IRole | undefined;
  return existing ?? Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111111111111:role/git-sync');
}

/** Synthesises a stack, and prints the CPU time and the memory of this process since its start. */
export function synthesise(create: (stack: Stack, i: number) => void): void {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk-codeconnections-synth-'));
  const app = new App({ outdir, context: { '@aws-cdk/core:stackResourceLimit': 0 } });
  const stack = new Stack(app, 'Triples', { env: { account: '111111111111', region: 'eu-west-1' } });
  const count = Number(process.argv[2]);
  for (let i = 0; i < count; i++) create(stack, i);
  app.synth();
  rmSync(outdir, { recursive: true });
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ cpu: (user + system) / 1000, memory: process.resourceUsage().maxRSS / 1024 }));
}
