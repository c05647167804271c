import type { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Connection, ProviderType } from '../../src';
import { arnOf, UUID } from '../fixtures';

export const CONNECTION_ARN = arnOf(`connection/${UUID}`);

export const connectionIn = (stack: Stack, connectionArn = CONNECTION_ARN, providerType = ProviderType.GITHUB) =>
  Connection.fromConnectionAttributes(stack, 'Git', { connectionArn, providerType });

/** The warning of a mixin that was applied to something that it does not support. */
export const IN_VAIN = Match.stringLikeRegexp('applied to nothing.*mixinAppliedToNothing');
