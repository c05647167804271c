import { Host } from '../../src';
import { arnOf, newRole, newStack, statements, token } from '../fixtures';
import { allows } from '../iam';

const ARN = arnOf('host/ghes-28aef605');
const OTHER_ARN = arnOf('host/ghes-99999999');
const grants = (stack = newStack()) => Host.fromHostArn(stack, 'Host', ARN).grants;

describe.each(['codeconnections', 'codestar-connections'])('for requests under the prefix %s', (prefix) => {
  const update = (vpcId?: string, resource = ARN) => ({
    action: `${prefix}:UpdateHost`,
    resource,
    context: vpcId === undefined ? {} : { [`${prefix}:VpcId`]: vpcId },
  });
  const register = (hostArn?: string) =>
    ['RegisterAppCode', 'StartAppRegistrationHandshake'].map((action) => ({
      action: `${prefix}:${action}`,
      context: hostArn === undefined ? {} : { [`${prefix}:HostArn`]: hostArn },
    }));

  test('manage allows moving the host only to the given VPCs', () => {
    const stack = newStack();
    grants(stack).manage(newRole(stack), { vpcIds: ['vpc-1', token(stack)] });
    const policy = statements(stack);
    const requests = [update('vpc-1'), update(), update('vpc-11'), update('vpc-1', OTHER_ARN)];
    expect(requests.map((request) => allows(policy, request))).toEqual([true, true, false, false]);
    expect(allows(policy, { action: `${prefix}:DeleteHost`, resource: ARN })).toBe(true);
  });

  test('manage without VPC ids allows moving the host to any VPC', () => {
    const stack = newStack();
    grants(stack).manage(newRole(stack));
    expect(allows(statements(stack), update('vpc-2'))).toBe(true);
  });

  test('completeSetup allows registering this host only', () => {
    const stack = newStack();
    grants(stack).completeSetup(newRole(stack));
    const policy = statements(stack);
    expect(register(ARN).filter((request) => !allows(policy, request))).toEqual([]);
    expect([...register(OTHER_ARN), ...register()].filter((request) => allows(policy, request))).toEqual([]);
  });
});

test('manage refuses VPC ids with wildcards or variables', () => {
  const manage =
    (...vpcIds: string[]) =>
    () =>
      grants().manage(newRole(newStack()), { vpcIds });
  expect(manage()).toThrow("'vpcIds' must have at least 1 entry, got 0");
  for (const id of ['*', 'vpc-?', `\${aws:SourceVpc}`, 'vpc-1\n']) {
    expect(manage(id)).toThrow("'vpcIds' must not contain wildcards");
  }
});
