import type { Library } from './library.ts';
import { run } from './processes.ts';
import { atMost, type Figure, ratio } from './table.ts';

/** The measurements that an app in benchmark/apps prints of its assembly. */
export interface Assembly {
  readonly resources: number;
  readonly assets: number;
  /** The size of the template. */
  readonly bytes: number;
}

/** So much has a stack that uses everything. What a real stack uses has to fit into 51,200: a test of the examples. */
const MAX_TEMPLATE_BYTES = 56_000;
const USES = 10;

/** Measures the additions of the library to templates. */
export async function measureTemplate(library: Library): Promise<Figure[]> {
  return [...(await measureWaits(library)), ...(await measureCustomResources(library))];
}

/** Measures the additions of a waiter to a template. */
async function measureWaits(library: Library): Promise<Figure[]> {
  const synth = (waiters: number, topic: boolean) =>
    run(library.app('waits'), [String(waiters), String(topic)]) as Promise<Assembly>;
  const one = await synth(1, false);
  const two = await synth(2, false);
  const perUse = two.resources - one.resources;
  const perUseWithTopic = (await synth(2, true)).resources - (await synth(1, true)).resources;
  return [
    atMost('AvailableConnection, fixed resources', one.resources - perUse, 5),
    atMost('AvailableConnection, resources for each use', perUse, 1),
    atMost('AvailableConnection, for each use with a topic', perUseWithTopic, 2),
    atMost('AvailableConnection, assets', two.assets, 0),
  ];
}

/** Measures all custom resources of the library in one stack. */
async function measureCustomResources(library: Library): Promise<Figure[]> {
  const synth = (app: string, uses: number) => run(library.app(app), [String(uses)]) as Promise<Assembly>;
  const once = await synth('all-custom-resources', 1);
  const ours = await synth('all-custom-resources', USES);
  const aws = await synth('all-aws-custom-resources', USES);
  const detail = `${ours.resources} resources against ${aws.resources}`;
  return [
    atMost('all custom resources once, bytes of the template', once.bytes, MAX_TEMPLATE_BYTES),
    ratio(`all ${USES} times, resources, to AwsCustomResource`, ours.resources / aws.resources, 0.5, detail),
    atMost('all custom resources, assets', ours.assets, 0, `AwsCustomResource: ${aws.assets}`),
  ];
}
