import { type LocalAws, startLocalAws } from '../../../../local/aws/local-aws';
import { functionStack, invoke, PYTHON } from './functions';
import { role } from './roles';
import { Stacks, type Template } from './stacks';

jest.setTimeout(120_000); // the first start makes the Python environment

/** Calls an operation of S3 that the event names; returns its response. */
const CALL = `
import boto3
def handler(event, context):
    response = getattr(boto3.client('s3'), event['call'])(**event['with'])
    return response.get('TagSet')`;

let aws: LocalAws;
let stacks: Stacks;
let caller: string;

beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
  stacks = new Stacks(aws);
  const template = functionStack(CALL, { Runtime: PYTHON });
  template.Resources.Role = role({ Service: 'lambda.amazonaws.com' }, [{ Action: 's3:*' }]);
  caller = (await stacks.create('caller', template)).Name;
});

afterAll(() => aws.stop());

const s3 = (call: string, parameters: object) => invoke(aws.env, caller, { call, with: parameters });
const bucket = (Bucket: string, Properties: object = {}): Template => ({
  Resources: { B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: Bucket, ...Properties } } },
});
const withTag = (Value: string) => ({ Tags: [{ Key: 'team', Value }] });

test('the tags of a bucket follow its template, and have those of CloudFormation', async () => {
  const tags = async () => {
    const found = (await s3('get_bucket_tagging', { Bucket: 'tagged' })) as { Key: string; Value: string }[];
    return Object.fromEntries(found.map(({ Key, Value }) => [Key, Value]));
  };

  await stacks.create('tagged', bucket('tagged', withTag('web')));
  expect(await tags()).toMatchObject({ team: 'web', 'aws:cloudformation:stack-name': 'tagged' });

  await stacks.update('tagged', bucket('tagged', withTag('platform')));
  expect(await tags()).toMatchObject({ team: 'platform' });

  await stacks.update('tagged', bucket('tagged'));
  expect(await tags()).not.toHaveProperty('team');
});

test('a bucket with an object is not deleted, and can be when it is empty', async () => {
  await stacks.create('full', bucket('full'));
  await s3('put_object', { Bucket: 'full', Key: 'k', Body: 'content' });

  await expect(stacks.delete('full')).rejects.toThrow(
    'DELETE_FAILED: B: The bucket you tried to delete is not empty (Service: S3, Status Code: 409)',
  );
  await s3('delete_object', { Bucket: 'full', Key: 'k' });

  await stacks.delete('full');
});

test('a template is found by a URL that has its bucket in the host', async () => {
  await stacks.create('templates', {
    Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'templates' } } },
  });
  const Body = JSON.stringify({ Resources: { R: { Type: 'AWS::SNS::Topic' } } });
  await s3('put_object', { Bucket: 'templates', Key: 'cdk/a.json', Body });

  const TemplateURL = 'https://templates.s3.us-east-1.amazonaws.com/cdk/a.json';
  await stacks.call('CreateStack', { StackName: 'by-url', TemplateURL });
  expect(await stacks.settled('by-url')).toBe('CREATE_COMPLETE');
});
