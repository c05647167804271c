import { join } from 'node:path';
import { log, made } from './cache.ts';
import { run, which } from './command.ts';
import type { Language } from './language.ts';
import { DIST, LIBRARY, library, pacmak } from './library.ts';

export const dotnet: Language = {
  target: 'dotnet',
  programs: {},

  async package() {
    await library();
    const compiler = which('dotnet') && (await run('dotnet', ['--version']));
    const step = { name: 'package dotnet', of: [compiler ?? 'none'], from: LIBRARY, to: [join(DIST, 'dotnet')] };
    await made(step, () => pacmak('dotnet', ...(compiler ? [] : ['--code-only'])));
    if (!compiler) {
      log(
        'dist/dotnet has the generated C# only, since there is no program dotnet to compile it: install the .NET SDK 6 or newer',
      );
    }
  },
};
