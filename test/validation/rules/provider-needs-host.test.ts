process.env.CDK_VALIDATION = 'false';

import { CONNECTIONS, host, validatedStack, violations } from '../fixtures';

describe.each(CONNECTIONS)('%s', (_, Connection) => {
  test.each(['GitHubEnterpriseServer', 'GitLabSelfManaged'])('needs a host for %s', (providerType) => {
    const stack = validatedStack();
    new Connection(stack, 'Connection', { connectionName: 'c', providerType });
    expect(violations(stack)).toEqual([
      `[Stack/Connection] a connection to the provider type '${providerType}' must have a host and no provider type of its own, got no host; create a host with this provider type, and give a new connection that host instead of a provider type`,
    ]);
  });

  test('is reported only once if it also has a host', () => {
    const stack = validatedStack();
    const props = { providerType: 'GitLabSelfManaged', hostArn: host(stack).ref };
    new Connection(stack, 'Connection', { connectionName: 'c', ...props });
    expect(violations(stack)).toEqual([
      expect.stringContaining('must have a host and no provider type of its own, got both; create a host'),
    ]);
  });
});
