import { which } from './command.ts';
import { dotnet } from './dotnet.ts';
import { go } from './go.ts';
import { java } from './java.ts';
import { js } from './js.ts';
import type { Language } from './language.ts';
import { python } from './python.ts';

const LANGUAGES: Readonly<Record<string, Language>> = { js, typescript: js, python, java, go, dotnet };

/** @throws if there is no such language */
export function language(name: string | undefined): Language {
  const found = LANGUAGES[name ?? ''];
  if (!found) throw new Error(`the language must be one of ${Object.keys(LANGUAGES).join(', ')}, got ${name}`);
  return found;
}

/** What is missing on this machine to package the library for the language, if anything. */
export function missing({ target, programs }: Language): string | undefined {
  const absent = Object.entries(programs).filter(([program]) => !which(program));
  if (absent.length === 0) return undefined;
  return absent.map(([program, install]) => `the ${target} package needs ${program}: install ${install}`).join('\n');
}
