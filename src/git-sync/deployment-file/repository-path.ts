import { Token } from 'aws-cdk-lib';
import { shown } from './secrets';

/** Checks a path from the root of a repository, the only kind that Git sync and the working tree accept. */
export function checkRepositoryPath(name: string, path: string): string[] {
  const problem = problemOf(path);
  if (!problem) return [];
  const expected = "a path from the root of the repository, such as 'deploy/prod.yaml'";
  return [`'${name}' must be ${expected}, but ${problem}: ${Token.isUnresolved(path) ? 'a token' : shown(path)}`];
}

function problemOf(path: string): string | undefined {
  if (Token.isUnresolved(path)) return 'it is known only at deployment';
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
