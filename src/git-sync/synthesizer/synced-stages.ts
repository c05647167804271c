import { Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { validationError } from '../../private/errors';
import { writeAll } from '../deployment-file/working-tree';
import type { FilesPlan } from './synced-stack';

/** A look-up that has no value yet. */
export interface MissingLookUp {
  readonly violation: string;
  /** Whether the CLI has looked up already, and has found an error in place of a value. */
  readonly hasFailed: boolean;
}

/** What is to be done for a stack, and what is in the way of it. */
export interface Plan extends FilesPlan {
  readonly missing: MissingLookUp[];
  readonly failOnChanges: boolean;
}

/** The stacks that Git sync keeps, each with the paths that nobody else may write. */
const synced = new WeakMap<Stack, string[]>();

/** The plans of a Stage that is being synthesised. */
const planned = new WeakMap<IConstruct, Map<Stack, Plan>>();

export function markSynced(stack: Stack, paths: string[]): void {
  synced.set(stack, paths);
}

export function isSynced(stack: Stack): boolean {
  return synced.has(stack);
}

/** Takes a plan. The last one of a Stage carries out all of them: whoever is refused must find nothing written. */
export function takePlan(stack: Stack, plan: Plan): void {
  const stage = Stage.of(stack) ?? stack.node.root;
  const plans = planned.get(stage) ?? new Map<Stack, Plan>();
  planned.set(stage, plans.set(stack, plan));
  const all = syncedStacksIn(stage).filter((other) => (Stage.of(other) ?? stage) === stage);
  if (!all.every((other) => plans.has(other))) return;
  planned.delete(stage);
  carryOut([...plans.values()], claimedTwice(stack.node.root));
}

function carryOut(plans: Plan[], claims: string[]): void {
  const missing = plans.flatMap((plan) => plan.missing);
  if (missing.length > 0 && isRunByCli() && !missing.some(({ hasFailed }) => hasFailed)) {
    // The CLI looks up, and synthesises again.
    say(`nothing is written before ${missing.length} look-up(s) of the CLI`);
    return;
  }
  refuse('Git sync cannot carry all of the app', [
    ...claims,
    ...plans.flatMap(({ violations }) => violations),
    ...missing.map(({ violation }) => violation),
  ]);
  const changed = plans.flatMap(({ files, failOnChanges }) =>
    files.filter(({ changes }) => changes.length > 0).map((file) => ({ ...file, failOnChanges })),
  );
  refuse(
    "the working tree is not as the app would write it: run 'cdk synth' and commit",
    changed.filter(({ failOnChanges }) => failOnChanges).flatMap(({ changes }) => changes),
  );
  writeAll(changed);
  for (const line of [...plans.flatMap(({ warnings }) => warnings), ...changed.flatMap(({ changes }) => changes)])
    say(line);
}

/** Files that more than one stack would write, in whichever Stage. */
function claimedTwice(root: IConstruct): string[] {
  const claims = new Map<string, string[]>();
  for (const stack of syncedStacksIn(root)) {
    for (const path of synced.get(stack) ?? []) claims.set(path, [...(claims.get(path) ?? []), stack.node.path]);
  }
  return [...claims]
    .filter(([, stacks]) => stacks.length > 1)
    .map(([path, stacks]) => `[${stacks.join(', ')}] would write the same file '${path}': give each its own`);
}

function syncedStacksIn(scope: IConstruct): Stack[] {
  return scope.node
    .findAll()
    .filter((construct): construct is Stack => Stack.isStack(construct) && isSynced(construct));
}

function isRunByCli(): boolean {
  return process.env.CDK_CLI_VERSION !== undefined || process.env.CDK_CLI_ASM_VERSION !== undefined;
}

function refuse(what: string, violations: string[]): void {
  if (violations.length === 0) return;
  throw validationError(
    'GitSync',
    `${what}:\n${violations.map((violation) => `  ${violation}`).join('\n')}`,
    undefined,
  );
}

/** Standard output belongs to whoever runs the app: jsii talks over it. */
function say(line: string): void {
  process.stderr.write(`Git sync: ${line}\n`);
}
