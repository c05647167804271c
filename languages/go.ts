import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { CACHE, made } from './cache.ts';
import { run } from './command.ts';
import type { Language } from './language.ts';
import { DIST, LIBRARY, library, pacmak, prepended } from './library.ts';
import { generateModules, type Substitute } from './missing-bindings/go.ts';

const PACKAGE = join(DIST, 'go');
const MODULE = join(PACKAGE, 'cdkcodeconnections');
const FOLDER = join(CACHE, 'go');
/** Modules that are made here, since the proxy lacks them: the path of each, its version and its folder. */
const SUBSTITUTES = join(FOLDER, 'substitutes.json');

export const go: Language = {
  target: 'go',
  programs: { go: 'Go 1.21 or newer, which fetches the Go that the modules ask for (Debian: golang-go)' },

  async package() {
    await library();
    // jsii-pacmak would build the module, too, but only where the proxy has all that it depends on
    await made({ name: 'package go', from: LIBRARY, to: [PACKAGE] }, () => pacmak('go', '--code-only'));
    await made(
      { name: 'modules that the Go proxy lacks', from: [join(MODULE, 'go.mod')], to: [SUBSTITUTES] },
      async () => {
        const substitutes = await generateModules(readFileSync(join(MODULE, 'go.mod'), 'utf8'));
        mkdirSync(FOLDER, { recursive: true });
        writeFileSync(SUBSTITUTES, JSON.stringify(substitutes, undefined, 2));
      },
    );
    const checked = join(FOLDER, 'built.txt');
    await made({ name: 'build the Go module', from: [PACKAGE, SUBSTITUTES], to: [checked] }, async () => {
      await run('go', ['build', './...'], { cwd: MODULE, env: workspace(MODULE) });
      writeFileSync(checked, await run('go', ['version']));
    });
  },

  /** A workspace with the app and the module, in place of a published version of it. */
  async environment(app) {
    await go.package();
    return { PATH: prepended(), ...workspace(app) };
  },
};

function workspace(app: string): Record<string, string> {
  const file = join(FOLDER, 'workspaces', createHash('sha256').update(app).digest('hex').slice(0, 16), 'go.work');
  const path = (folder: string) => JSON.stringify(relative(dirname(file), folder));
  const substitutes: Substitute[] = JSON.parse(readFileSync(SUBSTITUTES, 'utf8'));
  const module = readFileSync(join(MODULE, 'go.mod'), 'utf8');
  const lines = [
    module.match(/^go .+$/m)?.[0] ?? '',
    `use ${path(app)}`,
    ...(app === MODULE ? [] : [`replace ${module.match(/^module (.+)$/m)?.[1]} => ${path(MODULE)}`]),
    ...substitutes.map((other) => `replace ${other.path} ${other.version} => ${path(other.folder)}`),
  ];
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${lines.join('\n')}\n`);
  return { GOWORK: file };
}
