import { App, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import * as library from '../src';

interface ConstructClass {
  new (scope: Construct, id: string, props?: object): Construct;
  readonly PROPERTY_INJECTION_ID?: string;
}

/** All exported classes whose instances are constructs. */
const CONSTRUCTS = Object.entries(library as unknown as Record<string, ConstructClass>).filter(
  ([, exported]) => typeof exported === 'function' && exported.prototype instanceof Construct,
);

test('the classes are found', () => {
  const names = CONSTRUCTS.map(([name]) => name);
  expect(names).toEqual(expect.arrayContaining(['Connection', 'GitSyncedStack', 'MonitorEventBus', 'SyncMonitor']));
});

test.each(CONSTRUCTS)('a %s can be given default props by property injection', (name, constructClass) => {
  const constructUniqueId = `cdk-codeconnections.${name}`;
  expect(constructClass.PROPERTY_INJECTION_ID).toBe(constructUniqueId);
  const injected: unknown[] = [];
  const read = new Set<string | symbol>();
  const inject = (_: object, { id }: { id: string }) => {
    injected.push(id);
    return new Proxy({}, { get: (_props, prop) => void read.add(prop) });
  };
  const stack = new Stack(new App(), 'Stack', { propertyInjectors: [{ constructUniqueId, inject }] });
  try {
    new constructClass(stack, 'It', {});
  } catch {
    // without any props most are refused: what counts is whose props they are
  }
  expect(injected).toEqual(['It']);
  expect(read.size).toBeGreaterThan(0);
});
