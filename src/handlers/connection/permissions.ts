import type { ProviderType } from '../client/shapes';
import { type Conditions, type Permissions, STACK_TAG } from '../framework/contract';

const PROVIDER: ProviderType = 'GitHubEnterpriseCloudDataResidency';

/** Of what exists, the handler changes and deletes only what its stack has made. */
const ofStack = (stackId: string): Conditions => ({ StringEquals: { [`aws:ResourceTag/${STACK_TAG}`]: stackId } });

export const PERMISSIONS: Permissions = {
  calls: [
    { operations: ['ListConnections'], on: '*' },
    { operations: ['GetConnection', 'ListTagsForResource'], on: 'connection' },
    {
      operations: ['CreateConnection'],
      on: '*',
      conditions: (stackId, prefix) => ({
        StringEquals: { [`${prefix}:ProviderType`]: PROVIDER, [`aws:RequestTag/${STACK_TAG}`]: stackId },
      }),
    },
    {
      // Making a connection with tags takes it too. There is no ARN then, and the connection has no tags yet.
      operations: ['TagResource'],
      on: '*',
      conditions: (stackId) => ({
        StringEquals: { [`aws:RequestTag/${STACK_TAG}`]: stackId },
        StringEqualsIfExists: ofStack(stackId).StringEquals,
      }),
    },
    { operations: ['DeleteConnection', 'UntagResource'], on: 'connection', conditions: ofStack },
  ],
  continues: false,
};
