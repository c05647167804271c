import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

test('examples and tests have the feature flags that `cdk init` gives to a new app', () => {
  const folder = mkdtempSync(join(tmpdir(), 'feature-flags-'));
  try {
    execFileSync('node', [join(ROOT, 'scripts', 'feature-flags.mts'), folder]);
    const files = globSync('{test/feature-flags.json,examples/*/*/cdk.json}', { cwd: folder });
    expect(files.length).toBeGreaterThan(16);
    for (const file of files) {
      // A difference: `npx projen feature-flags`
      expect([file, readFileSync(join(ROOT, file), 'utf8')]).toEqual([file, readFileSync(join(folder, file), 'utf8')]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
