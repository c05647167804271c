import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonEnvironment } from '../../../local/python-environment.ts';
import { OPERATIONS } from '../../../local/simulator/model/operations.ts';
import { type Members, NEWER_MEMBERS, SHAPES } from '../../../local/simulator/model/shapes.ts';
import { type ServiceName, shapeOf } from '../../../local/simulator/model/validate.ts';

/** A shape as the AWS CLI describes it. */
interface CliShape {
  readonly type: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly member?: { readonly shape: string };
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly required?: readonly string[];
}

interface CliModel {
  readonly shapes: Readonly<Record<string, CliShape>>;
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly input: { readonly shape: string };
        readonly output: { readonly shape: string };
        readonly errors?: readonly { readonly shape: string }[];
      }
    >
  >;
}

let data: string;

beforeAll(async () => {
  const python = await pythonEnvironment({
    folder: join(__dirname, '.venv'),
    requirements: join(__dirname, 'aws-cli-requirements.txt'),
    modules: ['awscli'],
    log: (message) => process.stderr.write(`${message}\n`),
  });
  const script = 'import awscli.botocore as b; print(b.__path__[0])';
  data = join(execFileSync(python, ['-c', script], { encoding: 'utf8' }).trim(), 'data');
}, 300_000);

/** Members as the simulator writes them: the shape, with `*` when the member is required. */
const membersOf = ({ members = {}, required = [] }: CliShape) =>
  Object.fromEntries(
    Object.entries(members).map(([name, { shape }]) => [name, required.includes(name) ? `${shape}*` : shape]),
  );

const VERSIONS = [
  ['codeconnections', '2023-12-01'],
  ['codestar-connections', '2019-12-01'],
] as const;

describe.each<readonly [ServiceName, string]>(VERSIONS)(
  'the facts about %s are those of the AWS CLI',
  (service, version) => {
    const known = (members: Members) =>
      Object.fromEntries(
        Object.entries(members).filter(([name]) => service === 'codeconnections' || !NEWER_MEMBERS.includes(name)),
      );
    let model: CliModel;
    beforeAll(() => {
      model = JSON.parse(readFileSync(join(data, service, version, 'service-2.json'), 'utf8'));
    });

    test('operations, with their inputs, outputs and errors', () => {
      expect(Object.keys(OPERATIONS)).toHaveLength(27);
      const ours = Object.entries(OPERATIONS).map(([name, { input, output, errors }]) => [
        name,
        { input: known(input), output: known(output), errors: [...errors].sort() },
      ]);
      const theirs = Object.entries(model.operations).map(([name, { input, output, errors = [] }]) => [
        name,
        {
          input: membersOf(model.shapes[input.shape]),
          output: membersOf(model.shapes[output.shape]),
          errors: errors.map(({ shape }) => shape).sort(),
        },
      ]);
      expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs));
    });

    test('shapes, with every constraint', () => {
      const names = Object.keys(SHAPES).filter(
        (name) => service === 'codeconnections' || !NEWER_MEMBERS.includes(name),
      );
      const ours = names.map((name) => {
        const shape = shapeOf(service, name);
        return [name, shape.type === 'structure' ? { ...shape, members: known(shape.members) } : shape];
      });
      const theirs = names.map((name) => {
        const { type, min, max, pattern, enum: values, member } = model.shapes[name];
        const members = type === 'structure' ? membersOf(model.shapes[name]) : undefined;
        return [name, { type, min, max, pattern, enum: values, of: member?.shape, members }];
      });
      expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs));
    });
  },
);
