process.env.CDK_VALIDATION = 'false';

import { Aws, CfnCondition, CfnParameter, Fn } from 'aws-cdk-lib';
import { connectionWithProviderAndHost as rule } from '../../../src/validation/rules/connection-with-provider-and-host';
import { CONNECTIONS, found, host, validatedStack, violations } from '../fixtures';

describe.each(CONNECTIONS)('%s', (_, Connection) => {
  test('is refused with both a provider type and a host', () => {
    const stack = validatedStack();
    new Connection(stack, 'Connection', { connectionName: 'c', providerType: 'GitHub', hostArn: host(stack).ref });
    expect(violations(stack)).toEqual([
      "[Stack/Connection] a connection must have either a provider type or a host, got both (the provider type is 'GitHub'); give a new connection only one of them: it gets its provider type from its host",
    ]);
  });

  test('is refused with both if they are known only at deployment', () => {
    const stack = validatedStack();
    const providerType = new CfnParameter(stack, 'Provider').valueAsString;
    new Connection(stack, 'Connection', { connectionName: 'c', providerType, hostArn: host(stack).ref });
    expect(found(rule, stack)).toEqual(['Stack/Connection']);
  });

  test('may have either, depending on a condition', () => {
    const stack = validatedStack();
    new CfnCondition(stack, 'Cloud');
    new Connection(stack, 'Connection', {
      connectionName: 'c',
      providerType: Fn.conditionIf('Cloud', 'GitHub', Aws.NO_VALUE).toString(),
      hostArn: Fn.conditionIf('Cloud', Aws.NO_VALUE, host(stack).ref).toString(),
    });
    expect(violations(stack)).toEqual([]);
  });
});
