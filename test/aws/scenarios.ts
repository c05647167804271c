import { askTheApi } from './api-experiments.ts';
import type { Branch } from './branch.ts';
import type { Lab } from './lab.ts';
import type { StackName, Variant } from './settings.ts';
import { askAboutSyncs } from './sync-experiments.ts';

/** A deployment, after which is read what has become of it. */
export interface Step {
  readonly name: string;
  readonly deploy: Variant;
  /** Whether the deployment is to fail. A step that ends otherwise ends its scenario. */
  readonly fails?: boolean;
}

/** The life of a stack, which is destroyed after the last step in any case. */
export interface Life {
  readonly name: string;
  readonly stack: StackName;
  readonly steps: readonly Step[];
  /** Asks questions while the stack is there. It takes a branch, which has a commit before the stack is made. */
  readonly ask?: (lab: Lab, branch: Branch, deploy: (step: Step) => Promise<boolean>) => Promise<void>;
}

/** Questions that take no stack. */
export interface Inquiry {
  readonly name: string;
  readonly ask: (lab: Lab) => Promise<void>;
}

export type Scenario = Life | Inquiry;

const ALL: readonly Scenario[] = [
  { name: 'api', ask: askTheApi },
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
    name: 'syncs',
    stack: 'git-sync',
    steps: [{ name: 'created on a branch with a commit', deploy: 'syncs' }],
    ask: (lab, branch, deploy) =>
      askAboutSyncs(lab, branch, () => deploy({ name: 'waits for the sync', deploy: 'synced' })),
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
