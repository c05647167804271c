import { type Simulator, startSimulator } from '../../../../local/simulator/index.ts';
import { OPERATIONS, type OperationName, type ServiceName } from '../../../../local/simulator/model/operations.ts';
import type { Shape } from '../../../../local/simulator/model/shape.ts';
import { membersOf, operationOf, shapeOf } from '../../../../local/simulator/model/validate.ts';
import { send } from '../client.ts';
import { sample, sampleInput, text } from '../samples.ts';

jest.setTimeout(30_000);

/** A value for one place in the input, and what the service must say, or not say, about that place. */
interface Probe {
  readonly what: string;
  readonly value: unknown;
  readonly says?: string;
  readonly doesNotSay?: RegExp;
}

const ANYTHING = /./;
const LENGTH = /length/;
const AT_MOST = 'Member must have length less than or equal to';
const AT_LEAST = 'Member must have length greater than or equal to';

function probes(service: ServiceName, shape: Shape, required: boolean): Probe[] {
  const wrongType = shape.type === 'string' ? 7 : 'seven';
  return [
    { what: 'a valid value', value: sample(service, shape), doesNotSay: ANYTHING },
    { what: 'another type', value: wrongType, says: `Member must be of type ${shape.type}` },
    required
      ? { what: 'nothing', value: undefined, says: 'Member must not be null' }
      : { what: 'nothing', value: undefined, doesNotSay: ANYTHING },
    ...bounds(service, shape),
  ];
}

function bounds(service: ServiceName, shape: Shape): Probe[] {
  switch (shape.type) {
    case 'string':
      return [
        ...lengths(shape, (length) => text(shape.pattern, length)),
        ...(shape.enum
          ? [
              ...shape.enum.map((value) => ({ what: value, value, doesNotSay: ANYTHING })),
              { what: 'none of the values', value: 'x', says: `enum value set: [${shape.enum.join(', ')}]` },
            ]
          : []),
        ...(shape.pattern && !['[\\s\\S]*', '.*', '^.*$'].includes(shape.pattern)
          ? [{ what: 'what does not match', value: 'not:it\n', says: `regular expression pattern: ${shape.pattern}` }]
          : []),
        ...(shape.pattern === '.*' || shape.pattern === '^.*$'
          ? [{ what: 'two lines', value: 'a\nb', says: `regular expression pattern: ${shape.pattern}` }]
          : []),
      ];
    case 'list':
      return lengths(shape, (length) => Array(length).fill(sample(service, shapeOf(service, shape.of))));
    case 'integer': {
      const { min = 0, max = 0 } = shape;
      return [
        { what: 'min-1', value: min - 1, says: `value greater than or equal to ${min}` },
        { what: 'min', value: min, doesNotSay: ANYTHING },
        { what: 'max', value: max, doesNotSay: ANYTHING },
        { what: 'max+1', value: max + 1, says: `value less than or equal to ${max}` },
        { what: 'a fraction', value: 1.5, says: 'Member must be of type integer' },
      ];
    }
    default:
      return [];
  }
}

function lengths({ min = 0, max }: { min?: number; max?: number }, ofLength: (length: number) => unknown): Probe[] {
  return [
    ...(min > 0 ? [{ what: 'min-1', value: ofLength(min - 1), says: `${AT_LEAST} ${min}` }] : []),
    { what: 'min', value: ofLength(min), doesNotSay: LENGTH },
    ...(max === undefined
      ? []
      : [
          { what: 'max', value: ofLength(max), doesNotSay: LENGTH },
          { what: 'max+1', value: ofLength(max + 1), says: `${AT_MOST} ${max}` },
        ]),
  ];
}

interface Place {
  readonly path: string;
  readonly shape: Shape;
  readonly required: boolean;
  readonly put: (value: unknown) => Record<string, unknown>;
}

/** Every place in the input of an operation, down to the items of its lists. */
function places(service: ServiceName, operation: OperationName): Place[] {
  return within(
    service,
    { type: 'structure', members: operationOf(service, operation).input },
    '',
    (value) => value as never,
  ).slice(1);

  function within(api: ServiceName, shape: Shape, path: string, put: Place['put'], required = true): Place[] {
    const here = { path, shape, required, put };
    if (shape.type === 'structure') {
      const whole = sample(api, shape) as object;
      const inner = membersOf(api, shape.members).flatMap((member) =>
        within(
          api,
          member.shape,
          `${path && `${path}.`}${member.name.charAt(0).toLowerCase()}${member.name.slice(1)}`,
          (value) => put({ ...whole, [member.name]: value }),
          member.required,
        ),
      );
      return [here, ...inner];
    }
    if (shape.type === 'list') {
      const item = within(api, shapeOf(api, shape.of), `${path}.1.member`, (value) => put([value ?? null]));
      return [here, ...item];
    }
    return [here];
  }
}

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
  simulator.configure({ quotas: { connections: 1000, hosts: 1000 } });
});
afterAll(() => simulator.close());

/** What the service says about one place. */
async function complaints(service: ServiceName, operation: OperationName, input: object, path: string) {
  const response = await send(simulator, operation, input, { service });
  const { __type = '', Message = '' } = (await response.json()) as { __type?: string; Message?: string };
  if (!__type.endsWith('#ValidationException') || !Message.includes('validation error')) {
    return '';
  }
  expect(response.status).toBe(400);
  const all = [...Message.matchAll(/at '([^']+)' failed to satisfy constraint: (.*?)(?=; Value |$)/gs)];
  expect(Message.startsWith(`${all.length} validation error${all.length === 1 ? '' : 's'} detected: `)).toBe(true);
  return all
    .filter(([, at]) => at === path)
    .map(([, , constraint]) => constraint)
    .join('; ');
}

describe.each<ServiceName>(['codeconnections', 'codestar-connections'])('%s', (service) => {
  const takesInput = (Object.keys(OPERATIONS) as OperationName[]).map((name): [OperationName, Place[]] => [
    name,
    places(service, name),
  ]);

  test.each(takesInput)('%s keeps each constraint of its input at its bounds', async (operation, all) => {
    for (const { path, shape, required, put } of all) {
      for (const { what, value, says, doesNotSay } of probes(service, shape, required)) {
        const said = `${path}, ${what}: ${await complaints(service, operation, put(value), path)}`;
        if (says) {
          expect(said).toContain(says);
        }
        if (doesNotSay) {
          expect(said.slice(`${path}, ${what}: `.length)).not.toMatch(doesNotSay);
        }
      }
    }
  });

  test('members that the API does not know are ignored', async () => {
    const input = { MaxResults: 1, Unknown: { a: 1 }, maxresults: 'x' };
    expect((await send(simulator, 'ListHosts', input, { service })).status).toBe(200);
  });

  test('a member that is null counts as not given', async () => {
    expect((await send(simulator, 'ListHosts', { MaxResults: null }, { service })).status).toBe(200);
    const { Message } = (await (await send(simulator, 'GetHost', { HostArn: null }, { service })).json()) as {
      Message: string;
    };
    expect(Message).toBe(
      "1 validation error detected: Value null at 'hostArn' failed to satisfy constraint: Member must not be null",
    );
  });
});

describe('the differences of the two APIs', () => {
  const say = async (service: ServiceName, operation: OperationName, input: object, path: string) =>
    await complaints(service, operation, { ...sampleInput(service, operation), ...input }, path);

  test('AzureDevOps is a provider of codeconnections only', async () => {
    const input = { ProviderType: 'AzureDevOps' };
    expect(await say('codeconnections', 'CreateConnection', input, 'providerType')).toBe('');
    expect(await say('codestar-connections', 'CreateConnection', input, 'providerType')).toContain('enum value set');
  });

  test('codestar-connections takes ARNs of hosts with its own prefix only, codeconnections both', async () => {
    const HostArn = 'arn:aws:codeconnections:us-east-1:123456789012:host/a-12345678';
    expect(await say('codestar-connections', 'GetHost', { HostArn }, 'hostArn')).toContain('regular expression');
    for (const prefix of ['codeconnections', 'codestar-connections']) {
      const arn = HostArn.replace('codeconnections', prefix);
      expect(await say('codeconnections', 'GetHost', { HostArn: arn }, 'hostArn')).toBe('');
    }
  });

  test('codestar-connections does not know PullRequestComment', async () => {
    const input = { PullRequestComment: 'MAYBE' };
    expect(await say('codeconnections', 'CreateSyncConfiguration', input, 'pullRequestComment')).toContain(
      '[ENABLED, DISABLED]',
    );
    expect(await say('codestar-connections', 'CreateSyncConfiguration', input, 'pullRequestComment')).toBe('');
  });
});

test('length is counted in characters, whatever they take in UTF-16', async () => {
  const name = (length: number) => ({ ConnectionName: '🔗'.repeat(length), ProviderType: 'GitHub' });
  expect(await complaints('codeconnections', 'CreateConnection', name(32), 'connectionName')).toBe('');
  expect(await complaints('codeconnections', 'CreateConnection', name(33), 'connectionName')).toContain(AT_MOST);
});
