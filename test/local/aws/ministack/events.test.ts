/** Events of AWS services, and the targets that EventBridge may reach. */
import { awsRequest } from '../../../../local/aws/aws-request';
import { useStacks } from './local-stacks';
import { outcome, roleWith } from './roles';
import type { Template } from './stacks';

const { aws, stacks } = useStacks();

function json<T>(service: string, target: string, body: object): Promise<T> {
  return awsRequest<T>(aws.env, { service, target, body });
}

const entry = {
  Source: 'aws.codeconnections',
  DetailType: 'GitSync Resource Sync Status Change',
  Detail: JSON.stringify({ status: 'FAILED' }),
};

test('an event of the service reaches the targets of rules', async () => {
  const { Ref: QueueUrl } = await stacks.create('events', {
    Resources: {
      R: { Type: 'AWS::SQS::Queue' },
      Policy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'R' }],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'events.amazonaws.com' },
                Action: 'sqs:SendMessage',
                Resource: { 'Fn::GetAtt': ['R', 'Arn'] },
              },
            ],
          },
        },
      },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: { source: ['aws.codeconnections'], detail: { status: ['FAILED'] } },
          Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': ['R', 'Arn'] } }],
        },
      },
    },
    Outputs: { Ref: { Value: { Ref: 'R' } } },
  });

  await json('codeconnections', 'CodeConnections_20231201._PutEvents', { Entries: [entry] });

  const received = () =>
    json<{ Messages?: { Body: string }[] }>('sqs', 'AmazonSQS.ReceiveMessage', { QueueUrl, WaitTimeSeconds: 2 });
  const { Messages = [] } = await received();
  expect(JSON.parse(Messages[0].Body)).toMatchObject({ source: 'aws.codeconnections', detail: { status: 'FAILED' } });
});

test('an event reaches a target only by the policy of the target, or by the role of the rule', async () => {
  const lets = (Principal: object, Resource: unknown, Action: string) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action, Resource }],
  });
  const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
  const eventBridge = { Service: 'events.amazonaws.com' };
  const maySend = (queue: string): Template['Resources'][string] => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: lets(eventBridge, undefined, 'sts:AssumeRole'),
      Policies: [
        {
          PolicyName: 'p',
          PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn(queue) }] },
        },
      ],
    },
  });
  const queues = ['ByPolicy', 'ByRole', 'OfAnotherRole', 'Closed'];
  const targets = [
    { Id: '1', Arn: arn('ByPolicy') },
    { Id: '2', Arn: arn('ByRole'), RoleArn: arn('Role') },
    { Id: '3', Arn: arn('OfAnotherRole'), RoleArn: arn('Role') },
    { Id: '4', Arn: arn('Closed') },
  ];
  const outputs = await stacks.create('targets', {
    Resources: {
      ...Object.fromEntries(queues.map((name) => [name, { Type: 'AWS::SQS::Queue' }])),
      Policy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'ByPolicy' }],
          PolicyDocument: lets(eventBridge, arn('ByPolicy'), 'sqs:SendMessage'),
        },
      },
      Role: maySend('ByRole'),
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: { EventPattern: { source: ['of.mine'] }, Targets: targets },
      },
    },
    Outputs: Object.fromEntries(queues.map((name) => [name, { Value: { Ref: name } }])),
  });

  const Entries = [{ Source: 'of.mine', DetailType: 'any', Detail: '{}' }];
  await json('events', 'AWSEvents.PutEvents', { Entries });

  const reached: string[] = [];
  for (const name of queues) {
    const request = { QueueUrl: outputs[name] };
    const { Messages = [] } = await json<{ Messages?: object[] }>('sqs', 'AmazonSQS.ReceiveMessage', request);
    if (Messages.length > 0) reached.push(name);
  }
  expect(reached).toEqual(['ByPolicy', 'ByRole']);
});

test('callers cannot put events with a source of AWS', async () => {
  const response = await json<{ FailedEntryCount: number }>('events', 'AWSEvents.PutEvents', { Entries: [entry] });
  expect(response.FailedEntryCount).toBe(1);

  const sender = await roleWith(aws.env, [{ Action: 'events:PutEvents' }]);
  const target = 'CodeConnections_20231201._PutEvents';
  await expect(outcome(sender, { service: 'codeconnections', target, body: { Entries: [entry] } })).resolves.toContain(
    'AccessDenied',
  );
});
