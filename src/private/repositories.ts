import { Token } from 'aws-cdk-lib';
import { checkKnown, checkString, checkWildcards } from './checks';
import { OWNER_ID, REPOSITORY_NAME } from './limits';
import { providerNamed } from './providers';
import { shown, shownInShort, withoutTokens } from './texts';

/**
 * What a repository and a path in it are. They become part of policies, of addresses, and of what is read in a working
 * tree, so what is known of one is looked at even where a part of it is a token.
 */

/** A name that is no way to another folder, of what providers take: Azure DevOps in any script. */
const NAME = /^(?!\.{1,2}$)[\p{L}\p{M}\p{N}._-]+$/u;
const CHARACTERS = "of letters, digits, '.', '-' and '_'";

/** A repository with its owner. The provider need not be known. */
export function checkRepository(name: string, repository: string, provider: string | undefined): string[] {
  const names = withoutTokens(repository, 'x').split('/');
  const isComplete = Token.isUnresolved(repository) || names.length > 1;
  if (isComplete && isRepositoryName(names.at(-1)) && isOwner(names.slice(0, -1), provider)) return [];
  const form = mayBeGroup(provider) ? "'owner/name', in GitLab also 'group/subgroup/name'" : "'owner/name'";
  return [
    `'${name}' must be ${form}, without the address of the provider and '.git', ${CHARACTERS}, got ${shown(repository)}`,
  ];
}

/** The owner of a repository alone, in GitLab perhaps a group within a group. */
export function checkOwner(name: string, owner: string, provider: string | undefined): string[] {
  const violations = checkKnown(name, owner, OWNER_ID);
  const names = withoutTokens(owner, 'x').split('/');
  if (violations.length > 0 || isOwner(names, provider)) return violations;
  const form = mayBeGroup(provider) ? "an owner, in GitLab also 'group/subgroup'" : 'an owner';
  return [`'${name}' must be ${form}, without the address of the provider, ${CHARACTERS}, got ${shownInShort(owner)}`];
}

/** The name of a repository without its owner. */
export function checkRepositoryName(name: string, repositoryName: string): string[] {
  const violations = checkKnown(name, repositoryName, REPOSITORY_NAME);
  if (violations.length > 0 || isRepositoryName(withoutTokens(repositoryName, 'x'))) return violations;
  return [
    `'${name}' must be a name without owner, address of the provider and '.git', ${CHARACTERS}, got ${shownInShort(repositoryName)}`,
  ];
}

/** Repositories of a grant, with wildcards. A name alone would match nothing. */
export function checkRepositoryPattern(name: string, pattern: string): string[] {
  const form = "'owner/name', with * and ? as wildcards";
  return [...checkWildcards(name, pattern), ...checkString(name, pattern, { pattern: /[/*]/, form })];
}

/** A path from the root of a repository: Git sync knows no other, and neither does the working tree. */
export function checkRepositoryPath(name: string, path: string): string[] {
  const problem = problemOfPath(withoutTokens(path, 'x'));
  if (!problem) return [];
  return [
    `'${name}' must be a path from the root of the repository, such as 'deploy/prod.yaml', but ${problem}: ${shownInShort(path)}`,
  ];
}

/** A path of what is written, or read, before there is a deployment. */
export function checkKnownRepositoryPath(name: string, path: string): string[] {
  if (!Token.isUnresolved(path)) return checkRepositoryPath(name, path);
  return [`'${name}' must be a path that is known at synthesis, got a token`];
}

function isOwner(names: string[], provider: string | undefined): boolean {
  return names.every((each) => NAME.test(each)) && (names.length <= 1 || mayBeGroup(provider));
}

function isRepositoryName(name: string | undefined): boolean {
  return name !== undefined && NAME.test(name) && !name.endsWith('.git');
}

function mayBeGroup(provider: string | undefined): boolean {
  return providerNamed(provider)?.subgroups ?? true;
}

function problemOfPath(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (path.includes('\\')) return 'it has a backslash (write /)';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'it is absolute';
  const segments = path.split('/');
  if (segments.includes('..')) return 'it may leave the repository (..)';
  if (segments.includes('') || segments.includes('.')) return "it has an empty segment or the segment '.'";
  if (segments[0]?.toLowerCase() === '.git') return 'it is in the folder .git';
  if (/\p{Cc}/u.test(path)) return 'it has control characters';
  return undefined;
}
