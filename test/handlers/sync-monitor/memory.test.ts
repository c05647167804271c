import * as fc from 'fast-check';
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
} from '../../../src/handlers/sync-monitor/memory';
import type { Trouble } from '../../../src/handlers/sync-monitor/troubles';

const SCOPES = ['stack a', 'stack b', 'branch c'];
const RUN_TIME = 40;

type Step =
  | { readonly does: 'change'; readonly scope: number; readonly trouble: number | undefined }
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
      trouble: fc.option(fc.nat({ max: 1 }), { nil: undefined }),
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
  readonly published: Record<Channel, [string, Announcement][]> = { bus: [], topic: [] };
  memory: Memory = EMPTY;
  private now = 1;
  private runs = 0;
  private going: Going[] = [];
  /** What there is, with the trouble that it has. */
  private readonly truth = new Map<string, number | undefined>(SCOPES.map((name) => [name, undefined]));

  do(next: Step): void {
    this.now += 1;
    if (next.does === 'change') this.truth.set(SCOPES[next.scope], next.trouble);
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

  get troubles(): string[] {
    return [...this.truth].flatMap(([name, trouble]) => (trouble === undefined ? [] : [`${name} ${trouble}`])).sort();
  }

  private start(seen: string[], isPoll: boolean): void {
    const at = this.now;
    const looks = seen.flatMap((name) => {
      if (isPoll && !this.truth.has(name)) return [];
      const trouble = this.truth.get(name);
      const troubles = trouble === undefined ? [] : [troubleOf(name, trouble, at)];
      return [{ scope: name, at, troubles, undecided: [], gone: !this.truth.has(name) }];
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

const troubleOf = (name: string, number: number, since: number): Trouble => ({
  id: `${name} ${number}`,
  scope: name,
  kind: 'SYNC_FAILED',
  since,
  reason: 'no',
});

/** What was published of each trouble, in the order in which it was seen. */
function historyOf(published: Iterable<readonly [string, Announcement]>): Map<string, string[]> {
  const time = (key: string) => Number(key.slice(key.lastIndexOf(' ')));
  const history = new Map<string, string[]>();
  for (const [, { trouble, outcome }] of [...published].sort(([a], [b]) => time(a) - time(b))) {
    history.set(trouble.id, [...(history.get(trouble.id) ?? []), outcome ? 'ended' : 'began']);
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

test('without crashes every trouble is told once in each channel when it begins and when it ends, whatever runs side by side and which channel is down', () => {
  fc.assert(
    fc.property(fc.array(step(false), { maxLength: 60 }), (steps) => {
      const scene = new Scene();
      // A run that Lambda has to end is a crash: here each has the time that it needs.
      for (const next of steps) scene.do(next.does === 'wait' ? { ...next, time: 0 } : next);
      scene.end();
      for (const channel of CHANNELS) {
        const histories = historyOf(scene.published[channel]);
        for (const history of histories.values()) expect(alternates(history)).toBe(true);
        expect(open(histories)).toEqual(scene.troubles);
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
        expect(open(histories)).toEqual(scene.troubles);
      }
      expect(scene.memory.outbox).toEqual({});
    }),
    { numRuns: 2_000 },
  );
});

describe('a trouble', () => {
  const run = (id: string): Run => ({ id, until: 1_000, channels: () => ['bus'] });
  const seen = (at: number, troubles: Trouble[], undecided: 'SYNC_FAILED'[] = []): Observation => ({
    looks: [{ scope: 'stack a', at, troubles, undecided }],
    at,
    isGone: () => false,
  });
  const failed = troubleOf('stack a', 1, 1);
  const known = remember(EMPTY, seen(10, [failed]), run('first'));

  test('that an older look has not seen is not over', () => {
    const after = remember(known, seen(5, []), run('second'));
    expect(Object.keys(after.troubles)).toEqual([failed.id]);
  });

  test('that has ended does not begin again by an older look', () => {
    const ended = remember(known, seen(20, []), run('second'));
    expect(remember(ended, seen(15, [failed]), run('third')).troubles).toEqual({});
    expect(Object.keys(remember(ended, seen(25, [failed]), run('third')).troubles)).toEqual([failed.id]);
  });

  test('of which a look does not tell stays', () => {
    expect(remember(known, seen(20, [], ['SYNC_FAILED']), run('second')).troubles).toEqual(known.troubles);
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
