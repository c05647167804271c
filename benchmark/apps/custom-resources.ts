import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { AssetManifestArtifact, type CloudAssembly } from 'aws-cdk-lib/cx-api';

const HOME = 'eu-west-1:111111111111';
const ID = '00000000-0000-0000-0000-000000000000';

/** Resources that exist outside of the stack. */
export const ARNS = {
  connection: `arn:aws:codeconnections:${HOME}:connection/${ID}`,
  host: `arn:aws:codeconnections:${HOME}:host/${ID}`,
  repositoryLink: `arn:aws:codeconnections:${HOME}:repository-link/${ID}`,
  role: 'arn:aws:iam::111111111111:role/git-sync',
  topic: `arn:aws:sns:${HOME}:handshakes`,
};

/** Synthesises a stack with a number of uses, and prints measurements of its assembly. */
export function measure(use: (stack: Stack, i: number) => void, props?: StackProps): void {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk-codeconnections-synth-'));
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'CustomResources', props);
  for (let i = 0; i < Number(process.argv[2]); i++) use(stack, i);
  const assembly = app.synth();
  const { template, templateFullPath } = assembly.getStackByName('CustomResources');
  const result = {
    resources: Object.keys(template.Resources).length,
    assets: countAssets(assembly, basename(templateFullPath)),
    bytes: statSync(templateFullPath).size,
  };
  console.log(JSON.stringify(result));
  rmSync(outdir, { recursive: true });
}

/** The files that are uploaded before a deployment, without the template. */
function countAssets(assembly: CloudAssembly, templateFile: string): number {
  const files = assembly.artifacts
    .filter((artifact) => artifact instanceof AssetManifestArtifact)
    .flatMap(({ contents }) => Object.values(contents.files ?? {}));
  return files.filter(({ source }) => source.path !== templateFile).length;
}
