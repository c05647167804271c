import type { AwsEnvironment } from './aws-request.ts';
import { cloudFormation, settled } from './cloudformation.ts';

/** Of CDK's default synthesizer. */
const QUALIFIER = 'hnb659fds';
/** All features of the CLI are content with it, and `cdk bootstrap` of a CLI from 2025 does not take it for newer. */
const VERSION = '28';

const everything = { Effect: 'Allow', Action: '*', Resource: '*' };

/**
 * What `cdk bootstrap` makes, as far as deployments need it, under the same logical ids: so `cdk bootstrap` updates it.
 * The roles may do everything.
 */
function template(account: string, region: string): object {
  const name = (what: string) => `cdk-${QUALIFIER}-${what}-${account}-${region}`;
  const role = (what: string, principal: object) => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name(what),
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: principal, Action: ['sts:AssumeRole', 'sts:TagSession'] }],
      },
      Policies: [{ PolicyName: 'default', PolicyDocument: { Version: '2012-10-17', Statement: [everything] } }],
    },
  });
  const anyone = { AWS: account };
  return {
    Resources: {
      StagingBucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: name('assets') } },
      ContainerAssetsRepository: {
        Type: 'AWS::ECR::Repository',
        Properties: { RepositoryName: name('container-assets') },
      },
      FilePublishingRole: role('file-publishing-role', anyone),
      ImagePublishingRole: role('image-publishing-role', anyone),
      LookupRole: role('lookup-role', anyone),
      DeploymentActionRole: role('deploy-role', anyone),
      CloudFormationExecutionRole: role('cfn-exec-role', { Service: 'cloudformation.amazonaws.com' }),
      CdkBootstrapVersion: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Type: 'String', Name: `/cdk-bootstrap/${QUALIFIER}/version`, Value: VERSION },
      },
    },
    Outputs: {
      BucketName: { Value: { Ref: 'StagingBucket' } },
      BucketDomainName: { Value: { 'Fn::GetAtt': ['StagingBucket', 'RegionalDomainName'] } },
      BootstrapVersion: { Value: { 'Fn::GetAtt': ['CdkBootstrapVersion', 'Value'] } },
    },
  };
}

/** Bootstraps an account and Region, so that the cdk CLI can deploy there at once. */
export async function bootstrap(env: AwsEnvironment): Promise<void> {
  const StackName = 'CDKToolkit';
  await cloudFormation(env, 'CreateStack', {
    StackName,
    TemplateBody: JSON.stringify(template(env.CDK_DEFAULT_ACCOUNT, env.AWS_REGION)),
    'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
  });
  const [status, response] = await settled(() => cloudFormation(env, 'DescribeStacks', { StackName }), 'StackStatus');
  if (status !== 'CREATE_COMPLETE') throw new Error(`the local AWS could not be bootstrapped: ${response}`);
}
