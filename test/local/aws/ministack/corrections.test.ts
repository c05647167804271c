/** Differences of ministack from AWS that `corrections.py` removes. */

import { useStacks } from './local-stacks';
import { outcome, role, roleWith, sessionOf } from './roles';

const { aws, stacks } = useStacks();

test('a bucket policy that denies plain HTTP lets requests in: loopback counts as TLS', async () => {
  await stacks.create('bucket', {
    Resources: {
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'tls-only' } },
      Policy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: { Ref: 'Bucket' },
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Deny',
                Principal: '*',
                Action: 's3:*',
                Resource: ['arn:aws:s3:::tls-only', 'arn:aws:s3:::tls-only/*'],
                Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              },
            ],
          },
        },
      },
    },
  });
  const reader = await roleWith(aws.env, [{ Action: 's3:ListBucket', Resource: 'arn:aws:s3:::tls-only' }]);

  await expect(outcome(reader, { service: 's3', method: 'GET', path: '/tls-only' })).resolves.not.toContain(
    'AccessDenied',
  );
});

test('a role needs sns:Publish to publish to a topic: its default policy does not give it', async () => {
  const { Ref: TopicArn } = await stacks.create('topic', {
    Resources: { R: { Type: 'AWS::SNS::Topic' } },
    Outputs: { Ref: { Value: { Ref: 'R' } } },
  });
  const publish = {
    service: 'sns',
    parameters: { Action: 'Publish', Version: '2010-03-31', TopicArn, Message: 'hello' },
  };

  const without = await roleWith(aws.env, [{ Action: 'sns:ListTopics' }]);
  const having = await roleWith(aws.env, [{ Action: 'sns:Publish', Resource: TopicArn }]);

  await expect(outcome(without, publish)).resolves.toMatch(/not authorized to perform: SNS:Publish/i);
  await expect(outcome(having, publish)).resolves.toBe('allowed');
});

describe('the permissions boundary of a role in a template', () => {
  const boundary = (Action: string) => ({
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      ManagedPolicyName: 'boundary',
      PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] },
    },
  });
  const bounded = (PermissionsBoundary?: unknown) => {
    const { Type, Properties } = role({ AWS: '123456789012' }, [{ Action: 'sns:ListTopics' }], 'bounded');
    return { Type, Properties: { ...(Properties as object), PermissionsBoundary } };
  };
  const listTopics = async () =>
    outcome(await sessionOf(aws.env, 'bounded'), {
      service: 'sns',
      parameters: { Action: 'ListTopics', Version: '2010-03-31' },
    });

  test('limits what its policies allow, from its creation on and after updates', async () => {
    const Resources = { Boundary: boundary('sns:Publish'), Role: bounded({ Ref: 'Boundary' }) };
    await stacks.create('bounded', { Resources });
    await expect(listTopics()).resolves.toContain('AuthorizationError');

    await stacks.update('bounded', { Resources: { ...Resources, Role: bounded() } });
    await expect(listTopics()).resolves.toBe('allowed');

    await stacks.update('bounded', { Resources });
    await expect(listTopics()).resolves.toContain('AuthorizationError');
  });

  test('has to exist', async () => {
    const reason = await stacks.failure('CreateStack', 'unbounded', {
      Resources: { Role: bounded('arn:aws:iam::123456789012:policy/no-such-policy') },
    });
    expect(reason).toContain('no-such-policy does not exist or is not attachable');
  });
});
