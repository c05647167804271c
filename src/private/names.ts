import { Fn, Lazy, Names, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

const STACK_MARK_LENGTH = 8;

/**
 * A physical name for a resource whose name CloudFormation demands: readable, unique in the account over all Regions,
 * and stable as long as the stack lives.
 *
 * It ends in the first eight characters of the stack's UUID, so that a stack that is deployed again does not meet
 * what an earlier one of the same name has left behind.
 */
export function generatedName(scope: Construct, maxLength: number): string {
  return Lazy.string({
    produce: () => {
      const readable = Names.uniqueResourceName(scope, {
        maxLength: maxLength - STACK_MARK_LENGTH - 1,
        separator: '-',
      });
      const stackUuid = Fn.select(2, Fn.split('/', Stack.of(scope).stackId));
      return `${readable}-${Fn.select(0, Fn.split('-', stackUuid))}`;
    },
  });
}
