import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Task {
  readonly steps: readonly { readonly spawn?: string; readonly exec?: string }[];
}

const { tasks }: { tasks: Record<string, Task> } = JSON.parse(
  readFileSync(join(__dirname, '..', '..', '.projen', 'tasks.json'), 'utf8'),
);

test.each(['demo', 'local', 'test:aws'])(
  'npm run %s works in a clone where nothing is built: it bundles the handlers first',
  (name) => {
    expect(tasks[name]?.steps[0]).toEqual({ spawn: 'bundle:handlers' });
  },
);
