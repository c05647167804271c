import { Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ErrorCode } from '../../error-code';
import { isContextMissing } from '../../private/context';
import { validationError } from '../../private/errors';
import { writeAll } from '../deployment-file/working-tree';
import type { FilesPlan } from './planned-files';

/** A lookup that has no value yet. */
export interface MissingLookup {
  readonly violation: string;
  /** Whether the CLI has already looked it up, and got an error instead of a value. */
  readonly hasFailed: boolean;
}

/** The files to write for a stack, and the reasons not to write them. */
export interface Plan extends FilesPlan {
  readonly missing: MissingLookup[];
  readonly failOnChanges: boolean;
}

/** The stacks that Git sync keeps in sync, each with the paths that no other stack may write. */
const synced = new WeakMap<Stack, string[]>();

/** The plans of the Stages that are being synthesised. */
const planned = new WeakMap<IConstruct, Map<Stack, Plan>>();

export function markSynced(stack: Stack, paths: string[]): void {
  synced.set(stack, paths);
}

export function isSynced(stack: Stack): boolean {
  return synced.has(stack);
}

/** Adds a plan. The last plan of a Stage carries out all of them, so that nothing is written if one is refused. */
export function takePlan(stack: Stack, plan: Plan): void {
  const stage = Stage.of(stack) ?? stack.node.root;
  const plans = planned.get(stage) ?? new Map<Stack, Plan>();
  planned.set(stage, plans.set(stack, plan));
  const all = syncedStacksIn(stage).filter((other) => (Stage.of(other) ?? stage) === stage);
  if (!all.every((other) => plans.has(other))) return;
  planned.delete(stage);
  carryOut([...plans.values()], stack.node.root);
}

function carryOut(plans: Plan[], root: IConstruct): void {
  const missing = plans.flatMap((plan) => plan.missing);
  const waitsForLookups =
    missing.length > 0 ? isRunByCli() && !missing.some(({ hasFailed }) => hasFailed) : isContextMissing(root);
  if (waitsForLookups) {
    // The CLI looks the values up, and synthesizes again.
    log('no file is written before the CLI has looked up the missing context');
    return;
  }
  refuse(ErrorCode.UNSUPPORTED_BY_GIT_SYNC, 'some stacks cannot be deployed by Git sync', [
    ...writtenTwice(root),
    ...plans.flatMap(({ violations }) => violations),
    ...missing.map(({ violation }) => violation),
  ]);
  const changed = plans.flatMap(({ files, failOnChanges }) =>
    files.filter(({ changes }) => changes.length > 0).map((file) => ({ ...file, failOnChanges })),
  );
  refuse(
    ErrorCode.WORKING_TREE_CHANGED,
    "the working tree differs from the app: run 'cdk synth', and commit the changes",
    changed.filter(({ failOnChanges }) => failOnChanges).flatMap(({ changes }) => changes),
  );
  writeAll(changed);
  for (const line of [...plans.flatMap(({ warnings }) => warnings), ...changed.flatMap(({ changes }) => changes)])
    log(line);
}

/** Files that more than one stack would write, in any Stage. */
function writtenTwice(root: IConstruct): string[] {
  const writers = new Map<string, string[]>();
  for (const stack of syncedStacksIn(root)) {
    for (const path of synced.get(stack) ?? []) writers.set(path, [...(writers.get(path) ?? []), stack.node.path]);
  }
  return [...writers]
    .filter(([, stacks]) => stacks.length > 1)
    .map(([path, stacks]) => `[${stacks.join(', ')}] would write the same file '${path}': give each stack its own`);
}

function syncedStacksIn(scope: IConstruct): Stack[] {
  return scope.node
    .findAll()
    .filter((construct): construct is Stack => Stack.isStack(construct) && isSynced(construct));
}

function isRunByCli(): boolean {
  return process.env.CDK_CLI_VERSION !== undefined || process.env.CDK_CLI_ASM_VERSION !== undefined;
}

function refuse(code: ErrorCode, summary: string, violations: string[]): void {
  if (violations.length === 0) return;
  throw validationError(code, `${summary}:\n${violations.map((violation) => `  ${violation}`).join('\n')}`, undefined);
}

/** Standard output is reserved: jsii communicates over it. */
function log(line: string): void {
  process.stderr.write(`Git sync: ${line}\n`);
}
