import * as fc from 'fast-check';
import { DeadlineExceeded, MAX_IN_FLIGHT, pacer } from '../../../src/handlers/sync-monitor/pacing';
import { THROTTLED, ThrottledService, VirtualClock } from './throttled-service';

const NEVER = Number.POSITIVE_INFINITY;

interface Outcome {
  readonly service: ThrottledService;
  readonly seconds: number;
  /** As long as it takes at least. */
  readonly ideal: number;
}

/** Sends so many requests to a service that takes so many a second, and a burst at once. */
async function sendMany(count: number, rate: number, burst: number, latency: () => number): Promise<Outcome> {
  const clock = new VirtualClock();
  const service = new ThrottledService(clock, rate, burst, latency);
  const send = pacer(clock, NEVER, (error) => error === THROTTLED);
  await clock.pass(Promise.all(Array.from({ length: count }, () => send(service.request))));
  return { service, seconds: clock.now() / 1_000, ideal: (count - burst) / rate };
}

describe('a service that throttles', () => {
  test.each([
    [10, 20],
    [10, 200],
    [5, 20],
    [5, 200],
  ])(
    'at %i requests per second, with a latency of %i ms, costs few additional requests and little time',
    async (rate, latency) => {
      const { service, seconds, ideal } = await sendMany(140, rate, rate, () => latency);
      expect(service.served).toBe(140);
      expect(service.throttled).toBeLessThanOrEqual(14);
      expect(seconds).toBeLessThanOrEqual(1.2 * ideal);
    },
  );

  test('loses no request and is not flooded, for any rate, burst and latency', async () => {
    const anyService = fc.record({
      count: fc.integer({ min: 1, max: 400 }),
      rate: fc.double({ min: 1, max: 500, noNaN: true }),
      burstSeconds: fc.double({ min: 0.5, max: 20, noNaN: true }),
      latencies: fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(anyService, async ({ count, rate, burstSeconds, latencies }) => {
        const burst = Math.max(1, rate * burstSeconds);
        let calls = 0;
        const { service, seconds, ideal } = await sendMany(
          count,
          rate,
          burst,
          () => latencies[calls++ % latencies.length],
        );
        expect(service.served).toBe(count);
        expect(service.maxInFlight).toBeLessThanOrEqual(MAX_IN_FLIGHT);
        // Requests in flight at the first throttle, some more until the rate is found, and then a few in a hundred.
        expect(service.throttled).toBeLessThanOrEqual(MAX_IN_FLIGHT + 15 + 0.25 * count);
        // A throttle of one of the first requests leaves it at 5 a second, from where it grows by 3 % a second.
        const creeping = Math.log(1 + (0.03 * count) / 5) / 0.03;
        const longest = Math.max(...latencies) / 1_000;
        expect(seconds).toBeLessThanOrEqual(2 * Math.max(0, ideal) + 1.5 * creeping + 30 * longest + 5);
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});

describe('a service that does not throttle', () => {
  test('receives five requests at once, and soon as many as may be in flight', async () => {
    const clock = new VirtualClock();
    const sentAt: number[] = [];
    const send = pacer(clock, NEVER, () => false);
    const request = async () => {
      sentAt.push(clock.now());
      await clock.sleep(20);
    };
    await clock.pass(Promise.all(Array.from({ length: 140 }, () => send(request))));
    expect(sentAt.filter((time) => time === 0)).toHaveLength(5);
    // One after the other, 140 take 2.8 s.
    expect(clock.now()).toBeLessThan(350);
  });

  test('never has more than 25 requests in flight', async () => {
    const { service } = await sendMany(2_000, 1e9, 1e9, () => 20);
    expect(service.maxInFlight).toBe(MAX_IN_FLIGHT);
  });
});

test('a timer that goes off early does not stop the pacer', async () => {
  const clock = new VirtualClock();
  const early = { now: clock.now, sleep: (time: number) => clock.sleep(Math.max(0.5, time - 1)) };
  const send = pacer(early, NEVER, (error) => error === THROTTLED);
  const service = new ThrottledService(clock, 5, 5, () => 20);
  await clock.pass(Promise.all(Array.from({ length: 50 }, () => send(service.request))));
  expect(service.served).toBe(50);
});

test('a request that fails is not sent again, and does not block the others', async () => {
  const clock = new VirtualClock();
  const send = pacer(clock, NEVER, (error) => error === THROTTLED);
  const results = await clock.pass(
    Promise.allSettled(
      Array.from({ length: 60 }, (_, index) =>
        send(async () => {
          await clock.sleep(20);
          if (index % 2 === 0) throw new Error('no');
        }),
      ),
    ),
  );
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(30);
});

test('at the deadline all requests that wait are rejected', async () => {
  const clock = new VirtualClock();
  const service = new ThrottledService(clock, 1, 1, () => 20);
  const send = pacer(clock, 10_000, (error) => error === THROTTLED);
  const results = await clock.pass(Promise.allSettled(Array.from({ length: 100 }, () => send(service.request))));
  const rejected = results.filter(
    (result) => result.status === 'rejected' && result.reason instanceof DeadlineExceeded,
  );
  expect(service.served).toBeGreaterThan(0);
  expect(rejected).toHaveLength(100 - service.served);
  expect(clock.now()).toBeLessThanOrEqual(10_100);
});
