import type { ControlAction } from './control-action.ts';
import type { WaitOptions } from './controls.ts';
import { ControlError } from './errors.ts';
import { FAULT_KINDS } from './faults.ts';
import { type BlockerRequest, type Push, STACK_CHANGES, type StackReference } from './git-sync.ts';
import { OPERATIONS, type OperationName } from './model/operations.ts';
import { SHAPES } from './model/shapes.ts';
import type { Service, SettingsChange } from './simulator.ts';
import { FIRST_SYNCS } from './state.ts';
import { ERROR_STATUSES } from './statuses.ts';

type Body = Record<string, unknown>;

const OPERATION_NAMES = Object.keys(OPERATIONS) as OperationName[];

type Verb = (service: Service, body: Body) => unknown;

const STACK = ['stackName', 'region', 'account'];

/** POST /_simulator/<verb>: the actions for tests and tools. */
const VERBS: Readonly<Record<string, Verb>> = {
  'complete-connection': taking(['arn'], (service, body) => service.completeConnection(text(body, 'arn'))),
  'fail-connection': taking(['arn'], (service, body) => service.failConnection(text(body, 'arn'))),
  'complete-host': taking(['arn'], (service, body) => service.completeHost(text(body, 'arn'))),
  'fail-host': taking(['arn', 'message'], (service, body) =>
    service.failHost(text(body, 'arn'), optional(body, 'message', text)),
  ),
  'complete-all': taking([], (service) => ({ completed: service.completeAll() })),
  connections: taking([], (service) => ({ connections: service.connections() })),
  'pending-connections': taking(['atLeast', 'timeout'], async (service, body) => ({
    connections: await service.pendingConnections(wait(body)),
  })),
  'pending-hosts': taking(['atLeast', 'timeout'], async (service, body) => ({
    hosts: await service.pendingHosts(wait(body)),
  })),
  'sync-result': taking([...STACK, 'sha', 'timeout'], (service, body) =>
    service.syncResult({
      ...stack(body),
      sha: optional(body, 'sha', text),
      timeout: optional(body, 'timeout', patience),
    }),
  ),
  'sync-blockers': taking(STACK, (service, body) => ({ blockers: service.syncBlockers(stack(body)) })),
  push: taking(['repository', 'branch', 'files', 'sha', 'failure'], async (service, body) => {
    const sha = service.push({
      repository: text(body, 'repository'),
      branch: text(body, 'branch'),
      files: record(
        body,
        'files',
        'strings and nulls',
        (value) => value === null || typeof value === 'string',
      ) as Push['files'],
      sha: optional(body, 'sha', text),
      failure: optional(body, 'failure', text),
    });
    await service.pushed();
    return { sha };
  }),
  'raise-blocker': taking([...STACK, 'reason', 'contexts'], (service, body) => ({
    id: service.raiseBlocker({
      ...stack(body),
      reason: optional(body, 'reason', text),
      contexts: optional(body, 'contexts', (from, name) =>
        record(from, name, 'strings', (value) => typeof value === 'string'),
      ) as BlockerRequest['contexts'],
    }),
  })),
  'stack-changed': taking([...STACK, 'change'], (service, body) => ({
    id: service.stackChanged({ ...stack(body), change: oneOf(body, 'change', STACK_CHANGES) }),
  })),
  'fail-retries': taking([...STACK, 'times'], (service, body) =>
    service.failRetries(stack(body), optional(body, 'times', amount)),
  ),
  fault: taking(['kind', 'operation', 'resource', 'times', 'rate', 'delay'], (service, body) =>
    service.fault({
      kind: oneOf(body, 'kind', FAULT_KINDS),
      operation: optional(body, 'operation', (from, name) => oneOf(from, name, OPERATION_NAMES)),
      resource: optional(body, 'resource', text),
      times: optional(body, 'times', amount),
      rate: optional(body, 'rate', (from, name) => amount(from, name, 1)),
      delay: optional(body, 'delay', amount),
    }),
  ),
  'clear-faults': taking([], (service) => service.clearFaults()),
  settings: (service, body) => service.configure(settingsOf(service, body)),
  credentials: taking(['account'], (service, body) => service.credentials(text(body, 'account'))),
  freeze: taking([], (service) => service.freeze()),
  advance: taking(['milliseconds'], (service, body) => service.advance(amount(body, 'milliseconds'))),
  reset: taking([], (service) => service.reset()),
};

/** GET /_simulator/<view>: the state for tests and tools. */
const VIEWS: Readonly<Record<string, (service: Service) => unknown>> = {
  state: ({ world, callsInFlight }) => {
    world.clock.catchUp();
    return {
      now: world.clock.now(),
      settings: world.settings,
      callsInFlight,
      accounts: [...world.accounts.values()].map(plain),
      repositories: plain(world.repositories),
    };
  },
  calls: ({ calls }) => calls,
};

export async function control(service: Service, method: string, name: string, body: string): Promise<object> {
  const added = service.actions.find((action) => method === 'POST' && action.name === name);
  if (added) return perform(added, parse(body));
  if (method !== 'GET' && method !== 'POST') {
    throw new ControlError(`${method} ${name} is not known: use GET to look and POST to act`, 404);
  }
  const table: Readonly<Record<string, unknown>> = method === 'GET' ? VIEWS : VERBS;
  if (!Object.hasOwn(table, name)) {
    const more = method === 'POST' ? service.actions.map((action) => action.name) : [];
    throw new ControlError(
      `${method} ${name} is not known: it takes ${[...Object.keys(table), ...more].join(', ')}`,
      404,
    );
  }
  const result = await (method === 'GET' ? VIEWS[name](service) : VERBS[name](service, parse(body)));
  return (result ?? {}) as object;
}

/** A verb that takes these members only: a misspelled one is an error. */
function taking(names: readonly string[], act: Verb): Verb {
  return (service, body) => {
    requireKnown(names, body);
    return act(service, body);
  };
}

function requireKnown(names: readonly string[], body: Body): void {
  const unknown = Object.keys(body).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new ControlError(`${unknown} is not known: this takes ${names.join(', ') || 'nothing'}`, 400);
  }
}

async function perform({ members, act }: ControlAction, body: Body): Promise<object> {
  requireKnown(members, body);
  try {
    return await act(body);
  } catch (error) {
    throw error instanceof ControlError ? error : new ControlError((error as Error).message, 400);
  }
}

function parse(body: string): Body {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body || '{}');
  } catch {
    throw new ControlError('the body is not JSON', 400);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new ControlError('the body is not a JSON object', 400);
  }
  return parsed as Body;
}

function text(body: Body, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') {
    throw new ControlError(`${name} must be a string, got ${JSON.stringify(value)}`, 400);
  }
  return value;
}

/** In milliseconds these are 24 days: timers take no more. */
const LARGEST_AMOUNT = 2 ** 31 - 1;

function amount(body: Body, name: string, largest = LARGEST_AMOUNT): number {
  const value = body[name];
  if (typeof value !== 'number' || value < 0 || value > largest) {
    throw new ControlError(`${name} must be a number from 0 to ${largest}, got ${JSON.stringify(value)}`, 400);
  }
  return value;
}

/** In milliseconds: clients of HTTP give up after 5 minutes without a response. */
const LONGEST_WAIT = 240_000;

const patience = (body: Body, name: string) => amount(body, name, LONGEST_WAIT);

function whole(body: Body, name: string): number {
  const value = amount(body, name);
  if (!Number.isInteger(value)) throw new ControlError(`${name} must be a whole number, got ${value}`, 400);
  return value;
}

const wait = (body: Body): WaitOptions => ({
  atLeast: optional(body, 'atLeast', whole),
  timeout: optional(body, 'timeout', patience),
});

function stack(body: Body): StackReference {
  return {
    stackName: text(body, 'stackName'),
    region: optional(body, 'region', text),
    account: optional(body, 'account', text),
  };
}

function record(body: Body, name: string, what: string, allows: (value: unknown) => boolean): Body {
  const value = body[name];
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.values(value).every(allows)) {
    throw new ControlError(`${name} must be an object of ${what}, got ${JSON.stringify(value)}`, 400);
  }
  return value as Body;
}

function oneOf<T extends string>(body: Body, name: string, values: readonly T[]): T {
  const value = values.find((each) => each === body[name]);
  if (value === undefined) {
    throw new ControlError(`${name} must be one of ${values.join(', ')}, got ${JSON.stringify(body[name])}`, 400);
  }
  return value;
}

function optional<T>(body: Body, name: string, read: (body: Body, name: string) => T): T | undefined {
  return body[name] === undefined ? undefined : read(body, name);
}

/** Settings that exist, each of the type that it has. */
function settingsOf({ world }: Service, body: Body): SettingsChange {
  const { quotas, ...others } = world.settings;
  const { quotas: newQuotas, ...newOthers } = body;
  return {
    ...likeThose(newOthers, others),
    quotas:
      newQuotas === undefined
        ? undefined
        : likeThose(
            record(body, 'quotas', 'numbers', (value) => typeof value === 'number'),
            quotas,
          ),
  };
}

/** The settings that are one of several texts. */
const TEXTS: Readonly<Record<string, readonly string[]>> = { errorStatuses: ERROR_STATUSES, firstSync: FIRST_SYNCS };

function likeThose(body: Body, known: object): object {
  for (const [name, value] of Object.entries(body)) {
    const example: unknown = Object.getOwnPropertyDescriptor(known, name)?.value;
    if (example === undefined) {
      throw new ControlError(`${name} is no setting: there are ${Object.keys(known).join(', ')}`, 400);
    }
    if (Object.hasOwn(TEXTS, name)) {
      oneOf(body, name, TEXTS[name]);
    } else if (Array.isArray(example)) {
      array(body, name, name === 'deniedOperations' ? OPERATION_NAMES : SHAPES.ProviderType.enum);
    } else if (typeof example === 'number') {
      amount(body, name);
    } else if (typeof value !== typeof example) {
      throw new ControlError(`${name} must be a ${typeof example}, got ${JSON.stringify(value)}`, 400);
    }
  }
  return body;
}

function array(body: Body, name: string, values: readonly string[]): void {
  const value = body[name];
  if (!Array.isArray(value) || !value.every((each) => values.includes(each))) {
    throw new ControlError(`${name} must be an array of ${values.join(', ')}, got ${JSON.stringify(value)}`, 400);
  }
}

/** Maps as plain objects, so that they can be written as JSON. */
function plain(value: unknown): unknown {
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]));
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  }
  return value;
}
