import { Token } from 'aws-cdk-lib';
import { shown } from './secrets';

/** What is wrong with a path from the root of a repository: Git sync knows no other, and neither does the working tree. */
export function checkRepositoryPath(name: string, path: string): string[] {
  const wrong = problemOf(path);
  if (!wrong) return [];
  const expected = "a path from the root of the repository, such as 'deploy/prod.yaml'";
  return [`'${name}' must be ${expected}, but ${wrong}: ${Token.isUnresolved(path) ? 'a token' : shown(path)}`];
}

function problemOf(path: string): string | undefined {
  if (Token.isUnresolved(path)) return 'it is known only at deployment';
  if (path === '') return 'it is empty';
  if (path.includes('\\')) return 'it has a backslash (write /)';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'it is absolute';
  const segments = path.split('/');
  if (segments.includes('..')) return 'it may lead out of the repository (..)';
  if (segments.includes('') || segments.includes('.')) return "it has an empty segment or '.'";
  if (segments[0]?.toLowerCase() === '.git') return 'it leads into .git';
  if (/\p{Cc}/u.test(path)) return 'it has control characters';
  return undefined;
}
