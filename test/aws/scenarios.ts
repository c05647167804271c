import type { StackName, Variant } from './settings.ts';

/** A deployment, after which is read what has become of it. */
export interface Step {
  readonly name: string;
  readonly deploy: Variant;
  /** Whether the deployment is to fail. A step that ends otherwise ends its scenario. */
  readonly fails?: boolean;
}

/** The life of a stack, which is destroyed after the last step in any case. */
export interface Scenario {
  readonly name: string;
  readonly stack: StackName;
  readonly steps: readonly Step[];
}

const ALL: readonly Scenario[] = [
  {
    name: 'failed-creation',
    stack: 'connection',
    steps: [{ name: 'a handshake that never comes, rolled back', deploy: 'failing', fails: true }],
  },
  {
    name: 'git-sync',
    stack: 'git-sync',
    steps: [
      { name: 'created, nothing set', deploy: 'defaults' },
      { name: 'no change', deploy: 'defaults' },
      { name: 'updated, everything set', deploy: 'explicit' },
      { name: 'failed update, rolled back', deploy: 'failing', fails: true },
      { name: 'updated, nothing set any more', deploy: 'defaults' },
    ],
  },
  {
    name: 'connection',
    stack: 'connection',
    steps: [
      { name: 'created, goes on while pending', deploy: 'pending' },
      { name: 'renamed, which replaces it', deploy: 'renamed' },
      { name: 'failed update, rolled back', deploy: 'failing', fails: true },
    ],
  },
  {
    name: 'host',
    stack: 'host',
    steps: [{ name: 'created, goes on while pending', deploy: 'pending' }],
  },
];

export const SCENARIOS: Readonly<Record<string, Scenario>> = Object.fromEntries(
  ALL.map((scenario) => [scenario.name, scenario]),
);
