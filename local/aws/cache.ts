import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder for what is installed on first use: Python packages, and the AWS SDK of functions. All of it can be deleted. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { CDK_CODECONNECTIONS_LOCAL_CACHE: own, XDG_CACHE_HOME: caches } = environment;
  return own || join(caches || join(homedir(), '.cache'), 'cdk-codeconnections-local');
}
