import { join } from 'node:path';
import { made, ROOT } from './cache.ts';
import type { Language } from './language.ts';
import { DIST, LIBRARY, library, pacmak, prepended } from './library.ts';

/** TypeScript and JavaScript. */
export const js: Language = {
  target: 'js',
  programs: {},

  async package() {
    await library();
    await made({ name: 'package js', from: LIBRARY, to: [join(DIST, 'js')] }, () => pacmak('js'));
  },

  /** The examples import the library's sources by their tsconfig.json, so that they need no package. */
  async environment() {
    return { PATH: prepended(join(ROOT, 'node_modules', '.bin')) };
  },
};
