import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonEnvironment } from '../../../../local/aws/python-environment.ts';

interface Model {
  readonly operations: Readonly<Record<string, { readonly errors?: readonly { readonly shape: string }[] }>>;
  readonly shapes: Readonly<
    Record<string, { readonly members?: Readonly<Record<string, object>>; readonly enum?: readonly string[] }>
  >;
}

let data: string;

beforeAll(async () => {
  const folder = join(__dirname, '..');
  const python = await pythonEnvironment({
    folder: join(folder, '.venv'),
    requirements: join(folder, 'aws-cli-requirements.txt'),
    modules: ['awscli', 'botocore'],
    log: (message) => process.stderr.write(`${message}\n`),
  });
  const script = 'import awscli.botocore as b; print(b.__path__[0])';
  data = join(execFileSync(python, ['-c', script], { encoding: 'utf8' }).trim(), 'data');
}, 300_000);

const read = (file: string): Model => JSON.parse(readFileSync(file, 'utf8'));

/** Everything that has a name: operations with their errors, shapes with their members and values. */
const namesIn = ({ operations, shapes }: Model): string[] => [
  ...Object.entries(operations).flatMap(([name, { errors = [] }]) => [
    name,
    ...errors.map(({ shape }) => `${name} ${shape}`),
  ]),
  ...Object.entries(shapes).flatMap(([name, { members = {}, enum: values = [] }]) => [
    name,
    ...[...Object.keys(members), ...values].map((part) => `${name}.${part}`),
  ]),
];

// Its model may be older than ours, but not newer: then it is time to renew ours.
test.each([
  ['codeconnections', '2023-12-01'],
  ['codestar-connections', '2019-12-01'],
])('the AWS CLI knows nothing of %s that model/ does not know', (service, version) => {
  const theirs = namesIn(read(join(data, service, version, 'service-2.json')));
  expect(theirs.length).toBeGreaterThan(200);
  const ours = new Set(namesIn(read(join(__dirname, '..', '..', '..', '..', 'model', `${service}.json`))));
  expect(theirs.filter((name) => !ours.has(name))).toEqual([]);
});
