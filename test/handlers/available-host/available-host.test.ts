import { TOPIC } from '../rig/account';
import { CloudFormationResource } from '../rig/cloudformation-resource';
import { CustomResourceRig } from '../rig/custom-resource-rig';
import { useRig } from '../rig/rig';
import { SUBJECTS } from '../waiter-subjects';

jest.setTimeout(60_000); // hundreds of requests, on a machine that may be busy

const rig = useRig(new CustomResourceRig());

describe.each(SUBJECTS.filter(({ kind }) => kind === 'host'))('the wait for $name', (host) => {
  const properties = (HostArn: string) => ({ HostArn, TimeoutInSeconds: 600, ContinueWhenPending: false });
  const resource = () => new CloudFormationResource(rig, host.type);
  const createInVpc = async () => {
    const { HostArn } = await rig.internally<{ HostArn: string }>(host.prefix, 'CreateHost', {
      Name: 'in-vpc',
      ProviderType: 'GitHubEnterpriseServer',
      ProviderEndpoint: 'https://git.example.com',
      VpcConfiguration: { VpcId: 'vpc-12345678', SubnetIds: ['subnet-12345678'], SecurityGroupIds: ['sg-12345678'] },
    });
    return HostArn;
  };

  test('fails with the reason of a VPC failure, which only the list of all hosts has', async () => {
    rig.simulator.configure({ vpcDelay: 3_600_000 });
    const arn = await createInVpc();
    rig.after(30, () => rig.simulator.failHost(arn, 'the subnet has no free addresses'));
    const response = await resource().create(properties(arn));
    expect(response.Reason).toContain(
      'the host "in-vpc" is in status VPC_CONFIG_FAILED_INITIALIZATION: "the subnet has no free addresses"; repair or replace it at https://',
    );
    expect(rig.calls.map(({ action }) => action)).toContain(`${host.prefix}:ListHosts`);
  });

  test('finds the reason on any page of the list', async () => {
    const arns: string[] = [];
    rig.simulator.configure({ quotas: { hosts: 200 } });
    for (let number = 0; number < 120; number += 1) arns.push(await host.create(rig, `host-${number}`));
    for (const arn of arns) rig.simulator.failHost(arn, `reason of ${arn}`);
    for (const arn of [arns[0], arns[119]]) {
      expect((await resource().create(properties(arn))).Reason).toContain(`: "reason of ${arn}";`);
    }
  });

  test('continues while its VPC is prepared', async () => {
    rig.simulator.configure({ vpcDelay: 3_600_000 });
    const arn = await createInVpc();
    const response = await resource().create({ ...properties(arn), NotificationTopicArn: TOPIC });
    expect(response.Reason).toContain('its status is VPC_CONFIG_INITIALIZING');
    expect(rig.sns.messages[0].message).toContain('It can be set up once its status is PENDING');
  });

  test('calls the list of hosts only for a reason', async () => {
    const arn = await host.create(rig, 'first');
    host.complete(rig, arn);
    await resource().create(properties(arn));
    expect(rig.calls).toEqual([{ action: host.get, resource: arn, region: 'us-east-1' }]);
  });

  test('fails without the permission to list, and names it', async () => {
    const arn = await host.create(rig, 'first');
    host.fail(rig, arn);
    rig.deny(`${host.prefix}:ListHosts`);
    expect((await resource().create(properties(arn))).Reason).toContain(`not allowed to call ${host.prefix}:ListHosts`);
  });

  test('neither waits nor fails in a rollback without the permission to list', async () => {
    const arn = await host.create(rig, 'first');
    host.complete(rig, arn);
    const waiter = resource();
    await waiter.create(properties(arn));
    host.fail(rig, arn);
    rig.deny(`${host.prefix}:ListHosts`);
    expect((await waiter.change(properties(arn))).Status).toBe('SUCCESS');
    expect(rig.seconds).toBe(0);
  });
});
