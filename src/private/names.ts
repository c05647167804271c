import { createHash } from 'node:crypto';
import { Intrinsic, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

const STACK_MARK_LENGTH = 8;
const HASH_LENGTH = 6;

/** Ids that the CDK leaves out of names. */
const HIDDEN_IDS = ['Default', 'Resource'];

/** The mark of each stack, shared and without nested string tokens: resolving names dominates the time of synthesis. */
const stackMarks = new WeakMap<Stack, object>();

/**
 * Generates a physical name for a resource that CloudFormation does not name: readable, unique in the account across
 * all Regions, and stable for the lifetime of the stack, for example `pipeline-GitHub-a25bbd98`.
 *
 * The name ends with the first 8 characters of the stack's UUID, so that a stack that is deployed again does not
 * collide with resources that an earlier stack of the same name retained.
 */
export function generatedName(scope: Construct, maxLength: number): string {
  const readable = readableName(scope, maxLength - STACK_MARK_LENGTH - 1);
  return new Intrinsic(
    { 'Fn::Join': ['', [`${readable}-`, stackMark(Stack.of(scope))]] },
    { stackTrace: false },
  ).toString();
}

/** The stack name and the path in the stack, shortened if necessary. A hash keeps shortened names unique. */
function readableName(scope: Construct, maxLength: number): string {
  const stack = Stack.of(scope);
  const path = scope.node.path.slice(stack.node.path.length);
  const all = path.split('/').filter(Boolean);
  const ids = all.filter((id) => !HIDDEN_IDS.includes(id));
  const stackName = Token.isUnresolved(stack.stackName) ? [] : [stack.stackName];
  const whole = [...stackName, ...ids].join('-');
  // If something is left out, or ids have other characters, two paths could result in the same name.
  const isUnique = ids.length === all.length && ids.every((id) => /^[A-Za-z0-9]+$/.test(id));
  if (isUnique && whole.length <= maxLength) return whole;
  const hash = shortHash(path).slice(0, HASH_LENGTH);
  const end = ids
    .join('-')
    .replace(/[^A-Za-z0-9-]+/g, '')
    .slice(-(maxLength - HASH_LENGTH - 1));
  return [end.replace(/^-+/, ''), hash].filter(Boolean).join('-');
}

/** Eight hexadecimal digits that stand for a text. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

function stackMark(stack: Stack): object {
  const known = stackMarks.get(stack);
  if (known) return known;
  const select = (index: number, separator: string, from: unknown) => ({
    'Fn::Select': [index, { 'Fn::Split': [separator, from] }],
  });
  const stackUuid = select(2, '/', Tokenization.reverseString(stack.stackId).firstToken);
  const mark = select(0, '-', stackUuid);
  stackMarks.set(stack, mark);
  return mark;
}
