import { Fn, Token } from 'aws-cdk-lib';
import { checkKnown, checkText } from './checks';
import { OWNER_ID, REPOSITORY_NAME } from './limits';
import { providerNamed } from './providers';
import { shown, shownInShort, withoutTokens } from './texts';

/**
 * Checks of repositories and of paths in them. They become part of policies, URLs and file paths, so a text that
 * contains tokens is checked too.
 */

/** A name that cannot lead to another folder. Azure DevOps allows letters of any script. */
const NAME = /^(?!\.{1,2}$)[\p{L}\p{M}\p{N}._-]+$/u;
/** The same for most names: regular expressions of Unicode properties are expensive to compile. */
const ASCII_NAME = /^(?!\.{1,2}$)[\w.-]+$/;
const CHARACTERS = "consisting of letters, digits, '.', '-' and '_'";

const HALF_A_REPOSITORY =
  '; if that is the owner, add a slash and the name, and if it is the name, put the owner before it';

/** Checks a repository with its owner. The provider may be unknown. */
export function checkRepository(name: string, repository: string, provider: string | undefined): string[] {
  const notText = checkText(name, repository);
  if (notText.length > 0) return notText;
  const names = withoutTokens(repository, 'x').split('/');
  const isComplete = Token.isUnresolved(repository) || names.length > 1;
  if (isComplete && isRepositoryName(names.at(-1)) && isOwner(names.slice(0, -1), provider)) return [];
  const form = mayBeGroup(provider) ? "'owner/name', in GitLab also 'group/subgroup/name'" : "'owner/name'";
  const advice = names.length === 1 && isRepositoryName(names[0]) ? HALF_A_REPOSITORY : '';
  return [
    `'${name}' must be ${form}, without the URL of the provider and '.git', ${CHARACTERS}, got ${shown(repository)}${advice}`,
  ];
}

/** Checks a repository that gets a link: its owner and its name have limits of their own. */
export function checkLinkedRepository(name: string, repository: string, provider: string | undefined): string[] {
  const violations = checkRepository(name, repository, provider);
  if (violations.length > 0) return violations;
  const known = withoutTokens(repository, 'x');
  const slash = known.lastIndexOf('/');
  const tooLong = (part: string, { length }: string, max: number) =>
    length > max ? [`the ${part} in '${name}' must have at most ${max} characters, got ${length}`] : [];
  return [
    ...tooLong('owner', known.slice(0, Math.max(slash, 0)), OWNER_ID.max),
    ...tooLong('name', known.slice(slash + 1), REPOSITORY_NAME.max),
  ];
}

/** The owner and the name of a repository. The text of a token has no slash. */
export function splitRepository(repository: string): { readonly ownerId: string; readonly repositoryName: string } {
  const slash = repository.lastIndexOf('/');
  if (slash >= 0) return { ownerId: repository.slice(0, slash), repositoryName: repository.slice(slash + 1) };
  if (!Token.isUnresolved(repository)) return { ownerId: repository, repositoryName: repository }; // a placeholder
  const parts = Fn.split('/', repository);
  return { ownerId: Fn.select(0, parts), repositoryName: Fn.select(1, parts) };
}

/** Checks the owner of a repository. In GitLab it may be a subgroup: only then the provider is looked for. */
export function checkOwner(name: string, owner: string, providerOf: () => string | undefined): string[] {
  const violations = checkKnown(name, owner, OWNER_ID);
  if (violations.length > 0) return violations;
  const names = withoutTokens(owner, 'x').split('/');
  const provider = names.length > 1 ? providerOf() : undefined;
  if (isOwner(names, provider)) return [];
  const form = mayBeGroup(provider) ? "an owner, in GitLab also 'group/subgroup'" : 'an owner';
  return [`'${name}' must be ${form}, without the URL of the provider, ${CHARACTERS}, got ${shownInShort(owner)}`];
}

/** Checks the name of a repository without its owner. */
export function checkRepositoryName(name: string, repositoryName: string): string[] {
  const violations = checkKnown(name, repositoryName, REPOSITORY_NAME);
  if (violations.length > 0 || isRepositoryName(withoutTokens(repositoryName, 'x'))) return violations;
  return [
    `'${name}' must be a name without the owner, the URL of the provider and '.git', ${CHARACTERS}, got ${shownInShort(repositoryName)}`,
  ];
}

/** Checks a path from the root of a repository. Git sync supports no other paths. */
export function checkRepositoryPath(name: string, path: string): string[] {
  const notText = checkText(name, path);
  if (notText.length > 0) return notText;
  const problem = problemOfPath(withoutTokens(path, 'x'));
  if (!problem) return [];
  return [
    `'${name}' must be a path from the root of the repository, such as 'deploy/prod.yaml', but ${problem}: ${shownInShort(path)}`,
  ];
}

/** Checks a path that is read or written at synthesis. */
export function checkKnownRepositoryPath(name: string, path: string): string[] {
  if (!Token.isUnresolved(path)) return checkRepositoryPath(name, path);
  return [`'${name}' must be known at synthesis, got a token`];
}

function isOwner(names: string[], provider: string | undefined): boolean {
  return names.every(isName) && (names.length <= 1 || mayBeGroup(provider));
}

function isName(name: string): boolean {
  return ASCII_NAME.test(name) || NAME.test(name);
}

function isRepositoryName(name: string | undefined): boolean {
  return name !== undefined && isName(name) && !name.endsWith('.git');
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
