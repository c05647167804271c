import * as fc from 'fast-check';
import type { Problem } from '../../../src/handlers/sync-monitor/judge';
import {
  type Announcement,
  CHANNELS,
  type Channel,
  claimedBy,
  EMPTY,
  type Memory,
  type Observation,
  type Run,
  remember,
  told,
} from '../../../src/handlers/sync-monitor/remember';

const SCOPES = ['stack a', 'stack b', 'branch c'];
const RUN_TIME = 40;

type Step =
  | { readonly does: 'change'; readonly scope: number; readonly problem: number | undefined }
  | { readonly does: 'vanish'; readonly scope: number }
  | { readonly does: 'poll'; readonly unseen: number | undefined }
  | { readonly does: 'look'; readonly scope: number }
  | { readonly does: 'save' | 'crash'; readonly run: number }
  /** A channel that is down takes nothing. */
  | { readonly does: 'tell'; readonly run: number; readonly down?: Channel }
  | { readonly does: 'wait'; readonly time: number };

const scope = fc.nat({ max: SCOPES.length - 1 });
const step = (crashes: boolean): fc.Arbitrary<Step> =>
  fc.oneof(
    fc.record({
      does: fc.constant('change' as const),
      scope,
      problem: fc.option(fc.nat({ max: 1 }), { nil: undefined }),
    }),
    fc.record({ does: fc.constant('vanish' as const), scope }),
    fc.record({ does: fc.constant('poll' as const), unseen: fc.option(scope, { nil: undefined }) }),
    fc.record({ does: fc.constant('look' as const), scope }),
    fc.record({ does: fc.constant('save' as const), run: fc.nat({ max: 3 }) }),
    fc.record({
      does: fc.constant('tell' as const),
      run: fc.nat({ max: 3 }),
      down: fc.option(fc.constantFrom(...CHANNELS), { nil: undefined }),
    }),
    fc.record({ does: fc.constant('wait' as const), time: fc.integer({ min: 1, max: RUN_TIME }) }),
    ...(crashes ? [fc.record({ does: fc.constant('crash' as const), run: fc.nat({ max: 3 }) })] : []),
  );

interface Going extends Run {
  readonly observation: Observation;
  saved: boolean;
}

/** Runs that look, save and tell, at the same time and in any order; and a world that changes meanwhile. */
class Scene {
  readonly published: Record<Channel, [string, Announcement][]> = { bus: [], central: [], topic: [] };
  memory: Memory = EMPTY;
  private now = 1;
  private runs = 0;
  private going: Going[] = [];
  /** What there is, with the problem that it has. */
  private readonly truth = new Map<string, number | undefined>(SCOPES.map((name) => [name, undefined]));

  do(next: Step): void {
    this.now += 1;
    if (next.does === 'change') this.truth.set(SCOPES[next.scope], next.problem);
    else if (next.does === 'vanish') this.truth.delete(SCOPES[next.scope]);
    else if (next.does === 'wait') this.now += next.time;
    else if (next.does === 'poll')
      this.start(
        SCOPES.filter((_, index) => index !== next.unseen),
        true,
      );
    else if (next.does === 'look') this.start([SCOPES[next.scope]], false);
    else this.goOn(next);
    this.going = this.going.filter(({ until }) => until >= this.now); // Lambda ends what takes too long
  }

  /** All that is under way comes to its end, the last one a poll that sees everything. */
  end(): void {
    while (this.going.length > 0) {
      this.do({ does: 'save', run: 0 });
      this.do({ does: 'tell', run: 0 });
    }
    this.do({ does: 'wait', time: 2 * RUN_TIME });
    this.do({ does: 'poll', unseen: undefined });
    this.do({ does: 'save', run: 0 });
    this.do({ does: 'tell', run: 0 });
  }

  get problems(): string[] {
    return [...this.truth].flatMap(([name, problem]) => (problem === undefined ? [] : [`${name} ${problem}`])).sort();
  }

  private start(seen: string[], isPoll: boolean): void {
    const at = this.now;
    const looks = seen.flatMap((name) => {
      if (isPoll && !this.truth.has(name)) return [];
      const problem = this.truth.get(name);
      const problems = problem === undefined ? [] : [problemOf(name, problem, at)];
      return [{ scope: name, at, problems, undecided: [], gone: !this.truth.has(name) }];
    });
    const present = new Set(isPoll ? this.truth.keys() : SCOPES);
    const observation = { looks, at, isGone: (name: string) => !present.has(name) };
    const channels = () => CHANNELS;
    this.going.push({ id: `run ${this.runs++}`, until: at + RUN_TIME, channels, observation, saved: false });
  }

  private goOn(step: Extract<Step, { does: 'save' | 'tell' | 'crash' }>): void {
    const { does } = step;
    const run = this.going[step.run % Math.max(1, this.going.length)];
    if (!run) return;
    if (does === 'save' && !run.saved) {
      run.saved = true;
      this.memory = remember(this.memory, run.observation, run);
    } else if (does === 'tell' && run.saved) {
      for (const channel of CHANNELS) {
        const news = claimedBy(run, this.memory, channel);
        const isDown = step.down === channel;
        if (!isDown) this.published[channel].push(...news);
        this.memory = told(this.memory, run, channel, new Map(isDown ? news : []));
      }
      this.stop(run);
    } else if (does === 'crash') {
      // it was about to tell them
      if (run.saved) this.published.bus.push(...claimedBy(run, this.memory, 'bus').slice(0, 1));
      this.stop(run);
    }
  }

  private stop(run: Going): void {
    this.going = this.going.filter((other) => other !== run);
  }
}

const problemOf = (name: string, number: number, since: number): Problem => ({
  id: `${name} ${number}`,
  scope: name,
  kind: 'SYNC_FAILED',
  since,
  reason: 'no',
});

/** What was published of each problem, in the order in which it was seen. */
function historyOf(published: Iterable<readonly [string, Announcement]>): Map<string, string[]> {
  const time = (key: string) => Number(key.slice(key.lastIndexOf(' ')));
  const history = new Map<string, string[]>();
  for (const [, { problem, outcome }] of [...published].sort(([a], [b]) => time(a) - time(b))) {
    history.set(problem.id, [...(history.get(problem.id) ?? []), outcome ? 'ended' : 'began']);
  }
  return history;
}

const alternates = (history: string[]) =>
  history.every((what, index) => what === (index % 2 === 0 ? 'began' : 'ended'));

const open = (histories: Map<string, string[]>) =>
  [...histories]
    .filter(([, history]) => history.at(-1) === 'began')
    .map(([id]) => id)
    .sort();

test('without crashes every problem is told once in each channel when it begins and when it ends, whatever runs side by side and which channel is down; or neither', () => {
  fc.assert(
    fc.property(fc.array(step(false), { maxLength: 60 }), (steps) => {
      const scene = new Scene();
      // A run that Lambda has to end is a crash: here each has the time that it needs.
      for (const next of steps) scene.do(next.does === 'wait' ? { ...next, time: 0 } : next);
      scene.end();
      for (const channel of CHANNELS) {
        const histories = historyOf(scene.published[channel]);
        for (const history of histories.values()) expect(alternates(history)).toBe(true);
        expect(open(histories)).toEqual(scene.problems);
      }
      expect(scene.memory.outbox).toEqual({});
    }),
    { numRuns: 2_000 },
  );
});

test('with crashes it is told at least once, and what is told again is the same', () => {
  fc.assert(
    fc.property(fc.array(step(true), { maxLength: 60 }), (steps) => {
      const scene = new Scene();
      for (const next of steps) scene.do(next);
      scene.end();
      for (const channel of CHANNELS) {
        const histories = historyOf(new Map(scene.published[channel]));
        for (const history of histories.values()) expect(alternates(history)).toBe(true);
        expect(open(histories)).toEqual(scene.problems);
      }
      expect(scene.memory.outbox).toEqual({});
    }),
    { numRuns: 2_000 },
  );
});

describe('a problem', () => {
  const run = (id: string): Run => ({ id, until: 1_000, channels: () => ['bus'] });
  const seen = (at: number, problems: Problem[], undecided: 'SYNC_FAILED'[] = []): Observation => ({
    looks: [{ scope: 'stack a', at, problems, undecided }],
    at,
    isGone: () => false,
  });
  const failed = problemOf('stack a', 1, 1);
  const known = remember(EMPTY, seen(10, [failed]), run('first'));

  test('that an older look has not seen is not over', () => {
    const after = remember(known, seen(5, []), run('second'));
    expect(Object.keys(after.problems)).toEqual([failed.id]);
  });

  test('that has ended does not begin again by an older look', () => {
    const ended = remember(known, seen(20, []), run('second'));
    expect(remember(ended, seen(15, [failed]), run('third')).problems).toEqual({});
    expect(Object.keys(remember(ended, seen(25, [failed]), run('third')).problems)).toEqual([failed.id]);
  });

  test('of which a look does not tell stays', () => {
    expect(remember(known, seen(20, [], ['SYNC_FAILED']), run('second')).problems).toEqual(known.problems);
  });

  test('is told by the run that has seen it, and by another one only when that is over', () => {
    expect(claimedBy(run('first'), known, 'bus')).toHaveLength(1);
    const second = { ...run('second'), until: 2_000 };
    const meanwhile = remember(known, seen(1_000, [failed]), second);
    expect(claimedBy(second, meanwhile, 'bus')).toEqual([]);
    const later = remember(known, seen(1_001, [failed]), second);
    expect(claimedBy(second, later, 'bus')).toHaveLength(1);
    expect(claimedBy(run('first'), later, 'bus')).toEqual([]);
  });
});

describe('a channel that takes nothing', () => {
  const HOUR = 3_600_000;
  /** Runs, one after the other: each finds what is wrong, and tells the bus, but not the topic. */
  class Denied {
    memory = EMPTY;
    private runs = 0;

    poll(at: number, problems: Problem[], scopes: string[]): void {
      const run: Run = { id: `run ${this.runs++}`, until: at + RUN_TIME, channels: () => ['bus', 'topic'] };
      const looks = scopes.map((scope) => ({
        scope,
        at,
        problems: problems.filter((problem) => problem.scope === scope),
        undecided: [],
      }));
      this.memory = remember(this.memory, { looks, at, isGone: () => false }, run);
      this.memory = told(this.memory, run, 'bus', new Map());
      this.memory = told(this.memory, run, 'topic', new Map(claimedBy(run, this.memory, 'topic')));
    }

    get waiting() {
      return Object.values(this.memory.outbox);
    }
  }
  const stacks = Array.from({ length: 300 }, (_, index) => `stack ${index}`);

  test('is told neither the beginning nor the end of what was over before it took something', () => {
    const denied = new Denied();
    denied.poll(10, [problemOf('stack 1', 1, 1)], ['stack 1']);
    expect(denied.waiting).toMatchObject([{ channel: 'topic', until: 0 }]);
    denied.poll(100, [], ['stack 1']);
    expect(denied.waiting).toEqual([]);
  });

  test('is told the end of what it may have been told the beginning of, by a run that died', () => {
    const first: Run = { id: 'first', until: 1_000, channels: () => ['topic'] };
    const look = (at: number, problems: Problem[]) => ({
      looks: [{ scope: 'stack 1', at, problems, undecided: [] }],
      at,
      isGone: () => false,
    });
    const problem = problemOf('stack 1', 1, 1);
    const second = { ...first, id: 'second', until: 3_000 };
    let memory = remember(EMPTY, look(10, [problem]), first); // it tells, and dies
    memory = remember(memory, look(2_000, [problem]), second);
    memory = told(memory, second, 'topic', new Map(claimedBy(second, memory, 'topic')));
    memory = remember(memory, look(4_000, []), { ...first, id: 'third', until: 5_000 });
    expect(Object.values(memory.outbox).map(({ outcome }) => outcome)).toEqual([undefined, 'RESOLVED']);
  });

  test('has the newest 200 messages waiting for it, and that of the last run', () => {
    const denied = new Denied();
    for (const [index, name] of stacks.entries()) denied.poll(1_000 * (index + 1), [problemOf(name, 1, 1)], [name]);
    expect(denied.waiting.map(({ problem }) => problem.scope)).toEqual(stacks.slice(99));
    expect(new Set(denied.waiting.map(({ channel }) => channel))).toEqual(new Set(['topic']));
  });

  test('is not told after a day what is over, and is still told what is not', () => {
    const denied = new Denied();
    const [stays, ends] = [problemOf('stack 1', 1, 1), problemOf('stack 2', 1, 1)];
    const doubtful = (at: number) => {
      // a run that is still going when the problem ends may have told its beginning
      const run: Run = { id: 'going', until: at + RUN_TIME, channels: () => ['topic'] };
      const looks = [{ scope: 'stack 2', at, problems: [ends], undecided: [] }];
      denied.memory = remember(denied.memory, { looks, at, isGone: () => false }, run);
    };
    denied.poll(HOUR, [stays], ['stack 1']);
    doubtful(HOUR + 1);
    denied.poll(HOUR + 2, [stays], ['stack 1', 'stack 2']);
    expect(denied.waiting).toHaveLength(3);
    denied.poll(26 * HOUR, [stays], ['stack 1', 'stack 2']);
    expect(denied.waiting.map(({ problem }) => problem.id)).toEqual([stays.id]);
  });

  test('for a year leaves a memory as small as in the first days', () => {
    const denied = new Denied();
    for (let day = 1; day <= 365; day += 1) {
      const failed = stacks.slice(0, 40).map((name) => problemOf(name, day, 1));
      denied.poll(24 * HOUR * day, failed, stacks.slice(0, 40));
      denied.poll(24 * HOUR * day + HOUR, [], stacks.slice(0, 40));
    }
    expect(denied.memory.outbox).toEqual({});
  });
});

test('an end that lies in the future, where somebody has put it, does not silence a problem for ever', () => {
  const run: Run = { id: 'run', until: 1_000, channels: () => ['bus'] };
  const id = 'stack a 1';
  const planted = { ...EMPTY, ended: { [id]: 8e15 } };
  const after = remember(planted, { looks: [], at: 10, isGone: () => false }, run);
  expect(after.ended).toEqual({});
});
