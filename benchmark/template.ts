import type { Library } from './library.ts';
import { run } from './processes.ts';
import { atMost, type Figure } from './table.ts';

/** What an app in benchmark/apps/gates.ts found in its assembly. */
export interface Assembly {
  readonly resources: number;
  readonly assets: number;
}

/** What a gate adds to a template. */
export async function measureTemplate(library: Library): Promise<Figure[]> {
  const synth = (gates: number, topic: boolean) =>
    run(library.app('gates'), [String(gates), String(topic)]) as Promise<Assembly>;
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
