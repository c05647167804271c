import { Fn, Token } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { IConstruct } from 'constructs';
import { ErrorCode } from '../../error-code';
import { refuse } from '../../private/errors';
import { gitHttpOf } from '../../private/git-http';
import { identityOf } from '../../private/identity';
import { shown } from '../../private/texts';
import { literal } from '../../validation/values';

/** A key of Git's configuration, with its value. */
export type GitSetting = readonly [key: string, value: string];

/**
 * The settings by which Git reads repositories over a connection: who signs in, at the host of the connection only, and
 * the addresses at the provider that stand for those of the connection.
 *
 * Git calls a helper with the operation as its argument.
 */
export function gitSettings(connection: IConnectionRef, repositories: string[], providerUrl: string): GitSetting[] {
  const { origin, baseUrl, region } = gitHttpOf(connection.connectionRef.connectionArn, connection);
  return [
    [`credential.${origin}.helper`, `!aws --region ${region} codecommit credential-helper`],
    [`credential.${origin}.useHttpPath`, 'true'],
    ...repositories.flatMap((repository) =>
      addressesOf(providerUrl, repository).map(
        (address): GitSetting => [`url.${baseUrl}/${repository}.git.insteadOf`, address],
      ),
    ),
  ];
}

/**
 * All ways to write the address of a repository. Git replaces the longest beginning that matches: with the shorter ones
 * alone, what follows them would be left at the end of the address.
 */
function addressesOf(url: string, repository: string): string[] {
  const base = url.replace(/\/+$/, '');
  // The text of a token has no slash, and a placeholder has no host.
  const host = Token.isUnresolved(base) ? () => Fn.select(2, Fn.split('/', base)) : () => base;
  const hostname = (base.split('/')[2] ?? host()).replace(/:\d+$/, '');
  return [`${base}/`, `git@${hostname}:`, `ssh://git@${hostname}/`].flatMap((start) => [
    `${start}${repository}.git`,
    `${start}${repository}`,
  ]);
}

/** The name of the variable from which Git reads how many settings its environment has. */
export const COUNT = 'GIT_CONFIG_COUNT';
const KEY = 'GIT_CONFIG_KEY_';
const VALUE = 'GIT_CONFIG_VALUE_';

/** More settings than any environment has room for. */
const MAX_COUNT = 99_999;

/**
 * The environment variables that add settings to those that an environment has. Settings that it has already are not
 * added again.
 *
 * @param variable the value of a variable of the environment, if it has it
 * @throws when it is not known how many settings the environment has
 */
export function gitVariables(
  settings: readonly GitSetting[],
  variable: (name: string) => unknown,
  scope: IConstruct,
): Record<string, string> {
  const identity = (key: unknown, value: unknown) => `${identityOf(key, scope)}=${identityOf(value, scope)}`;
  const before = countOf(variable(COUNT), scope);
  const indices = Array.from({ length: before }, (_, index) => index);
  const present = new Set(indices.map((i) => identity(variable(`${KEY}${i}`), variable(`${VALUE}${i}`))));
  const added = settings.filter((setting) => !present.has(identity(...setting)));
  if (added.length === 0) return {};
  return {
    [COUNT]: String(before + added.length),
    ...Object.fromEntries(
      added.flatMap(([key, value], i) => [
        [`${KEY}${before + i}`, key],
        [`${VALUE}${before + i}`, value],
      ]),
    ),
  };
}

function countOf(value: unknown, scope: IConstruct): number {
  if (value === undefined) return 0;
  const count = literal(value);
  if (count !== undefined && /^\d+$/.test(count) && Number(count) <= MAX_COUNT) return Number(count);
  const got = typeof value === 'string' ? shown(value) : 'one that is known at deployment, or in the build';
  refuse(
    ErrorCode.INVALID_GIT_ACCESS,
    `the environment variable ${COUNT} must be a number of at most ${MAX_COUNT} that is known at synthesis, because the settings of Git are ` +
      `numbered on from there, got ${Token.isUnresolved(value) ? 'a token' : got}; give it as a literal, or leave the settings to the buildspec`,
    scope,
  );
  return 0;
}
