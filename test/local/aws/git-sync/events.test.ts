/** The events of Git sync on the event bus. */
import { awsRequest } from '../../../../local/aws/aws-request';
import { element } from '../../../../local/aws/xml';
import { GitSyncRig, topic } from './rig';

jest.setTimeout(120_000); // the first start makes the Python environment

let rig: GitSyncRig;
beforeAll(async () => {
  rig = await GitSyncRig.start();
});
afterAll(() => rig?.stop());

test('each change of the status of a sync is an event, with the ARN of the stack', async () => {
  const queue = await rig.stacks.create('events', {
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue' },
      Policy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'Queue' }],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'events.amazonaws.com' },
                Action: 'sqs:SendMessage',
                Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
              },
            ],
          },
        },
      },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: { source: ['aws.codeconnections'], detail: { status: ['SUCCEEDED', 'FAILED'] } },
          Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
        },
      },
    },
    Outputs: { Url: { Value: { Ref: 'Queue' } } },
  });
  const stack = await rig.synced();
  const commit = stack.push(topic('first'));
  await stack.syncTo(commit);

  const received: { 'detail-type': string; resources: string[]; detail: object }[] = [];
  while (received.length < 2) {
    const { Messages = [] } = await awsRequest<{ Messages?: { Body: string }[] }>(rig.aws.env, {
      service: 'sqs',
      target: 'AmazonSQS.ReceiveMessage',
      body: { QueueUrl: queue.Url, WaitTimeSeconds: 2, MaxNumberOfMessages: 10 },
    });
    received.push(...Messages.map(({ Body }) => JSON.parse(Body)));
  }
  const end = { status: 'SUCCEEDED', previousStatus: 'IN_PROGRESS', branch: stack.name, commit };
  expect(received.map((event) => event['detail-type'])).toEqual([
    'GitSync Repository Sync Status Change',
    'GitSync Resource Sync Status Change',
  ]);
  expect(received[0]).toMatchObject({
    detail: { ...end, repositoryLinkId: rig.linkId, connectionArn: rig.connectionArn },
  });
  const syncTarget = element(await rig.stacks.call('DescribeStacks', { StackName: stack.name }), 'StackId');
  expect(received[1]).toMatchObject({ resources: [syncTarget], detail: { ...end, syncTarget } });
});
