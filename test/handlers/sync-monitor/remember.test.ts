import * as fc from 'fast-check';
import type { Judgement } from '../../../src/handlers/sync-monitor/judge';
import {
  type Announcement,
  CHANNELS,
  type Channel,
  EMPTY_MEMORY,
  type Memory,
} from '../../../src/handlers/sync-monitor/memory';
import { markAnnounced, ownedBy } from '../../../src/handlers/sync-monitor/outbox';
import type { Problem } from '../../../src/handlers/sync-monitor/problem';
import { remember } from '../../../src/handlers/sync-monitor/remember';
import type { Run } from '../../../src/handlers/sync-monitor/run';

const SCOPES = ['stack a', 'stack b', 'branch c'];
const RUN_TIME = 40;

type Step =
  | { readonly does: 'change'; readonly scope: number; readonly problem: number | undefined }
  | { readonly does: 'vanish'; readonly scope: number }
  | { readonly does: 'poll'; readonly unseen: number | undefined }
  | { readonly does: 'read'; readonly scope: number }
  | { readonly does: 'save' | 'crash'; readonly run: number }
  /** A channel that is down accepts nothing. */
  | { readonly does: 'announce'; readonly run: number; readonly down?: Channel }
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
    fc.record({ does: fc.constant('read' as const), scope }),
    fc.record({ does: fc.constant('save' as const), run: fc.nat({ max: 3 }) }),
    fc.record({
      does: fc.constant('announce' as const),
      run: fc.nat({ max: 3 }),
      down: fc.option(fc.constantFrom(...CHANNELS), { nil: undefined }),
    }),
    fc.record({ does: fc.constant('wait' as const), time: fc.integer({ min: 1, max: RUN_TIME }) }),
    ...(crashes ? [fc.record({ does: fc.constant('crash' as const), run: fc.nat({ max: 3 }) })] : []),
  );

interface Going extends Run {
  readonly judgement: Judgement;
  saved: boolean;
}

/** Runs that collect, save and announce, at the same time and in any order, while the account changes. */
class Scene {
  readonly published: Record<Channel, [string, Announcement][]> = { bus: [], central: [], topic: [] };
  memory: Memory = EMPTY_MEMORY;
  private now = 1;
  private runs = 0;
  private going: Going[] = [];
  /** The subjects that exist, with their problems. */
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
    else if (next.does === 'read') this.start([SCOPES[next.scope]], false);
    else this.goOn(next);
    this.going = this.going.filter(({ until }) => until >= this.now); // Lambda ends what takes too long
  }

  /** Ends all runs, and completes with a poll that reads everything. */
  end(): void {
    while (this.going.length > 0) {
      this.do({ does: 'save', run: 0 });
      this.do({ does: 'announce', run: 0 });
    }
    this.do({ does: 'wait', time: 2 * RUN_TIME });
    this.do({ does: 'poll', unseen: undefined });
    this.do({ does: 'save', run: 0 });
    this.do({ does: 'announce', run: 0 });
  }

  get problems(): string[] {
    return [...this.truth].flatMap(([name, problem]) => (problem === undefined ? [] : [`${name} ${problem}`])).sort();
  }

  private start(seen: string[], isPoll: boolean): void {
    const at = this.now;
    const assessments = seen.flatMap((name) => {
      if (!this.truth.has(name)) return [];
      const problem = this.truth.get(name);
      const problems = problem === undefined ? [] : [problemOf(name, problem, at)];
      return [{ scope: name, at, problems, undecided: [] }];
    });
    const existing = new Set(this.truth.keys());
    const isGone = (name: string) => (isPoll || seen.includes(name)) && !existing.has(name);
    const judgement = { assessments, at, isGone };
    const channelsFor = () => CHANNELS;
    this.going.push({ id: `run ${this.runs++}`, until: at + RUN_TIME, isPoll, channelsFor, judgement, saved: false });
  }

  private goOn(step: Extract<Step, { does: 'save' | 'announce' | 'crash' }>): void {
    const { does } = step;
    const run = this.going[step.run % Math.max(1, this.going.length)];
    if (!run) return;
    if (does === 'save' && !run.saved) {
      run.saved = true;
      this.memory = remember(this.memory, run.judgement, run);
    } else if (does === 'announce' && run.saved) {
      for (const channel of CHANNELS) {
        const announcements = ownedBy(run, this.memory, channel);
        const isDown = step.down === channel;
        if (!isDown) this.published[channel].push(...announcements);
        this.memory = markAnnounced(this.memory, run, channel, new Map(isDown ? announcements : []));
      }
      this.stop(run);
    } else if (does === 'crash') {
      // it was sending its announcements
      if (run.saved) this.published.bus.push(...ownedBy(run, this.memory, 'bus').slice(0, 1));
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

/** The announcements of each problem, in the order of their snapshots. */
function historyOf(published: Iterable<readonly [string, Announcement]>): Map<string, string[]> {
  const time = (key: string) => Number(key.slice(key.lastIndexOf(' ')));
  const history = new Map<string, string[]>();
  for (const [, { problem, outcome }] of [...published].sort(([a], [b]) => time(a) - time(b))) {
    history.set(problem.id, [...(history.get(problem.id) ?? []), outcome ? 'resolved' : 'detected']);
  }
  return history;
}

const alternates = (history: string[]) =>
  history.every((what, index) => what === (index % 2 === 0 ? 'detected' : 'resolved'));

const open = (histories: Map<string, string[]>) =>
  [...histories]
    .filter(([, history]) => history.at(-1) === 'detected')
    .map(([id]) => id)
    .sort();

test('each channel receives the start and the end of each problem exactly once, or neither, for any overlap of runs and any outage of channels', () => {
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

test('each channel receives them at least once if runs crash, and repeated announcements are equal', () => {
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

describe('a known problem', () => {
  const run = (id: string): Run => ({ id, until: 1_000, isPoll: true, channelsFor: () => ['bus'] });
  const seen = (at: number, problems: Problem[], undecided: 'SYNC_FAILED'[] = []): Judgement => ({
    assessments: [{ scope: 'stack a', at, problems, undecided }],
    at,
    isGone: () => false,
  });
  const failed = problemOf('stack a', 1, 1);
  const known = remember(EMPTY_MEMORY, seen(10, [failed]), run('first'));

  test('is not resolved by an older snapshot', () => {
    const after = remember(known, seen(5, []), run('second'));
    expect(Object.keys(after.problems)).toEqual([failed.id]);
  });

  test('does not start again by a snapshot that is older than its end', () => {
    const ended = remember(known, seen(20, []), run('second'));
    expect(remember(ended, seen(15, [failed]), run('third')).problems).toEqual({});
    expect(Object.keys(remember(ended, seen(25, [failed]), run('third')).problems)).toEqual([failed.id]);
  });

  test('stays if the snapshot does not show whether it is resolved', () => {
    expect(remember(known, seen(20, [], ['SYNC_FAILED']), run('second')).problems).toEqual(known.problems);
  });

  test('is announced by the run that detected it, and by another run only after the end of that one', () => {
    expect(ownedBy(run('first'), known, 'bus')).toHaveLength(1);
    const second = { ...run('second'), until: 2_000 };
    const meanwhile = remember(known, seen(1_000, [failed]), second);
    expect(ownedBy(second, meanwhile, 'bus')).toEqual([]);
    const later = remember(known, seen(1_001, [failed]), second);
    expect(ownedBy(second, later, 'bus')).toHaveLength(1);
    expect(ownedBy(run('first'), later, 'bus')).toEqual([]);
  });
});

describe('a channel that accepts nothing', () => {
  const HOUR = 3_600_000;
  /** Runs, one after the other, that can announce to the bus, but not to the topic. */
  class Denied {
    memory = EMPTY_MEMORY;
    private runs = 0;

    poll(at: number, problems: Problem[], scopes: string[]): void {
      const run: Run = {
        id: `run ${this.runs++}`,
        until: at + RUN_TIME,
        isPoll: true,
        channelsFor: () => ['bus', 'topic'],
      };
      const assessments = scopes.map((scope) => ({
        scope,
        at,
        problems: problems.filter((problem) => problem.scope === scope),
        undecided: [],
      }));
      this.memory = remember(this.memory, { assessments, at, isGone: () => false }, run);
      this.memory = markAnnounced(this.memory, run, 'bus', new Map());
      this.memory = markAnnounced(this.memory, run, 'topic', new Map(ownedBy(run, this.memory, 'topic')));
    }

    get waiting() {
      return Object.values(this.memory.outbox);
    }
  }
  const stacks = Array.from({ length: 300 }, (_, index) => `stack ${index}`);

  test('receives neither the start nor the end of a problem that was resolved meanwhile', () => {
    const denied = new Denied();
    denied.poll(10, [problemOf('stack 1', 1, 1)], ['stack 1']);
    expect(denied.waiting).toMatchObject([{ channel: 'topic', until: 0 }]);
    denied.poll(100, [], ['stack 1']);
    expect(denied.waiting).toEqual([]);
  });

  test('receives the end of a problem if a run that died may have sent the start', () => {
    const first: Run = { id: 'first', until: 1_000, isPoll: true, channelsFor: () => ['topic'] };
    const judged = (at: number, problems: Problem[]) => ({
      assessments: [{ scope: 'stack 1', at, problems, undecided: [] }],
      at,
      isGone: () => false,
    });
    const problem = problemOf('stack 1', 1, 1);
    const second = { ...first, id: 'second', until: 3_000 };
    let memory = remember(EMPTY_MEMORY, judged(10, [problem]), first); // it announces, and dies
    memory = remember(memory, judged(2_000, [problem]), second);
    memory = markAnnounced(memory, second, 'topic', new Map(ownedBy(second, memory, 'topic')));
    memory = remember(memory, judged(4_000, []), { ...first, id: 'third', until: 5_000 });
    expect(Object.values(memory.outbox).map(({ outcome }) => outcome)).toEqual([undefined, 'RESOLVED']);
  });

  test('has at most 200 announcements waiting, besides those of the latest run', () => {
    const denied = new Denied();
    for (const [index, name] of stacks.entries()) denied.poll(1_000 * (index + 1), [problemOf(name, 1, 1)], [name]);
    expect(denied.waiting.map(({ problem }) => problem.scope)).toEqual(stacks.slice(99));
    expect(new Set(denied.waiting.map(({ channel }) => channel))).toEqual(new Set(['topic']));
  });

  test('still receives the start of a problem after a day, if the problem is not resolved', () => {
    const denied = new Denied();
    const [stays, ends] = [problemOf('stack 1', 1, 1), problemOf('stack 2', 1, 1)];
    const announcing = (at: number) => {
      // a run that is in progress when the problem ends may have announced the start
      const run: Run = { id: 'going', until: at + RUN_TIME, isPoll: true, channelsFor: () => ['topic'] };
      const assessments = [{ scope: 'stack 2', at, problems: [ends], undecided: [] }];
      denied.memory = remember(denied.memory, { assessments, at, isGone: () => false }, run);
    };
    denied.poll(HOUR, [stays], ['stack 1']);
    announcing(HOUR + 1);
    denied.poll(HOUR + 2, [stays], ['stack 1', 'stack 2']);
    expect(denied.waiting).toHaveLength(3);
    denied.poll(26 * HOUR, [stays], ['stack 1', 'stack 2']);
    expect(denied.waiting.map(({ problem }) => problem.id)).toEqual([stays.id]);
  });

  test('does not make the memory grow in a year', () => {
    const denied = new Denied();
    for (let day = 1; day <= 365; day += 1) {
      const failed = stacks.slice(0, 40).map((name) => problemOf(name, day, 1));
      denied.poll(24 * HOUR * day, failed, stacks.slice(0, 40));
      denied.poll(24 * HOUR * day + HOUR, [], stacks.slice(0, 40));
    }
    expect(denied.memory.outbox).toEqual({});
  });
});

test('a forged end in the future does not suppress a problem for ever', () => {
  const run: Run = { id: 'run', until: 1_000, isPoll: true, channelsFor: () => ['bus'] };
  const id = 'stack a 1';
  const planted = { ...EMPTY_MEMORY, resolved: { [id]: 8e15 } };
  const after = remember(planted, { assessments: [], at: 10, isGone: () => false }, run);
  expect(after.resolved).toEqual({});
});
