import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Aws, CfnParameter, Duration, Errors, Fn, Lazy, Stack, Stage, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { ErrorCode } from '../../src';
import { ACCOUNT, REGION } from '../fixtures';
import { DURATIONS, LITERALS, type Literal } from './literals';

/** Texts that are read or written at synthesis only, and never become part of a template. */
const OF_FILES = /^(DeploymentFile\.|DeploymentFileProps\.|GitSyncSynthesizerProps\.(parameters|repositoryRoot))/;

/** Texts that the library returns, and never takes. */
const RETURNED = /^ConnectionSourceVariables\./;

interface Type {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly elementtype: Type };
}
interface Named {
  readonly name: string;
  readonly type: Type;
}

interface Struct {
  readonly name: string;
  readonly datatype: true;
  readonly properties?: readonly Named[];
}
interface Class {
  readonly name: string;
  readonly kind: string;
  readonly methods?: readonly { readonly name: string; readonly parameters?: readonly Named[] }[];
}

/** The names of all props and parameters of a type, as the assembly has them. */
function namesOf(isWanted: (type: Type) => boolean): string[] {
  const { types } = JSON.parse(readFileSync(join(__dirname, '..', '..', '.jsii'), 'utf8'));
  return Object.values<Struct | Class>(types).flatMap((type) => {
    const props = 'datatype' in type ? (type.properties ?? []) : [];
    const methods = 'methods' in type && type.kind === 'class' ? (type.methods ?? []) : [];
    return [
      ...props.filter((prop) => isWanted(prop.type)).map((prop) => `${type.name}.${prop.name}`),
      ...methods.flatMap(({ name, parameters = [] }) =>
        parameters
          .filter((parameter) => parameter.name !== 'id' && isWanted(parameter.type))
          .map((parameter) => `${type.name}.${name}(${parameter.name})`),
      ),
    ];
  });
}

const isText = ({ primitive, collection }: Type) => (collection?.elementtype ?? { primitive }).primitive === 'string';

test('every text of the API is tried', () => {
  const names = namesOf(isText).filter((name) => !OF_FILES.test(name) && !RETURNED.test(name));
  expect(Object.keys(LITERALS).sort()).toEqual(expect.arrayContaining(names.sort()));
});

test('every duration of the API is tried', () => {
  const names = namesOf(({ fqn }) => fqn === 'aws-cdk-lib.Duration');
  expect(Object.keys(DURATIONS).sort()).toEqual(names.sort());
});

const ENV = { account: ACCOUNT, region: REGION };
const newStack = () => new Stack(new App(), 'Stack', { env: ENV });

/** A stack in a Stage of its own, so that many can be synthesised at once without meeting each other. */
const stackIn = (app: App, name: string) => new Stack(new Stage(app, name.replace(/\W/g, '-')), 'Stack', { env: ENV });

/** Runs something, and returns the message of an error that is not CDK's own. */
function complaintOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    const { name, message } = error as Error;
    const isOfCdk = Errors.isValidationError(error) && !Object.values<string>(ErrorCode).includes(name);
    return isOfCdk && !message.startsWith('Validation failed') ? undefined : `${name}: ${message}`;
  }
}

/** The placeholders of CDK, by the look-up that they come from. */
const PLACEHOLDERS: Record<string, (stack: Stack) => string> = {
  'Parameter Store': (stack) => ssm.StringParameter.valueFromLookup(stack, '/git/value'),
  'a VPC': (stack) => ec2.Vpc.fromLookup(stack, 'Looked', { vpcName: 'main' }).vpcId,
  'a subnet': (stack) =>
    ec2.Vpc.fromLookup(stack, 'Looked', { vpcName: 'main' }).privateSubnets[0]?.subnetId ?? 's-none',
  'an Availability Zone': (stack) => stack.availabilityZones[0] ?? '',
  'a security group': (stack) => ec2.SecurityGroup.fromLookupById(stack, 'Looked', 'sg-1').securityGroupId,
  'a hosted zone': (stack) => route53.HostedZone.fromLookup(stack, 'Looked', { domainName: 'a.org' }).hostedZoneId,
  'an image': (stack) => ec2.MachineImage.lookup({ name: 'x' }).getImage(stack).imageId,
};

describe.each(Object.entries(PLACEHOLDERS))('the placeholder of %s', (_, placeholderIn) => {
  const app = new App();
  test.each(Object.entries(LITERALS))('is taken as %s', (name, { make }) => {
    const stack = stackIn(app, name);
    const value = placeholderIn(stack);
    expect(complaintOf(() => make(stack, value))).toBeUndefined();
  });

  test('is nothing that a rule judges', () => {
    expect(complaintOf(() => app.synth())).toBeUndefined();
  });
});

/** The kinds of tokens. */
const TOKENS: Record<string, (stack: Stack, valid: string) => string> = {
  'a parameter': (stack) => new CfnParameter(stack, 'Parameter').valueAsString,
  'an import': () => Fn.importValue('exported'),
  'a lazy value': (_, valid) => Lazy.string({ produce: () => valid }),
  'a part of a list': (stack) =>
    Fn.select(1, new CfnParameter(stack, 'Parameter', { type: 'CommaDelimitedList' }).valueAsList),
  'a pseudo parameter': () => Aws.STACK_NAME,
  'an intrinsic function': () => Token.asString({ 'Fn::GetAtt': ['Other', 'Name'] }),
  'a literal with a token at its end': (stack, valid) =>
    `${valid.slice(0, -1)}${new CfnParameter(stack, 'Parameter').valueAsString}`,
};

describe.each(Object.entries(TOKENS))('%s', (_, tokenIn) => {
  const app = new App();
  test.each(Object.entries(LITERALS))(
    'is taken as %s, or refused with its code',
    (name, { make, valid, unresolved }) => {
      const stack = stackIn(unresolved ? new App() : app, name);
      const complaint = complaintOf(() => make(stack, tokenIn(stack, valid)));
      expect(complaint).toEqual(unresolved ? expect.stringContaining(`[${unresolved}]`) : undefined);
      expect(String(complaint)).not.toMatch(/\$\{Token/);
    },
  );

  test('is nothing that a rule refuses', () => {
    expect(complaintOf(() => app.synth())).toBeUndefined();
  });
});

test.each(Object.entries(DURATIONS))('a token as %s is taken, or refused with its code', (_, { make, unresolved }) => {
  const stack = newStack();
  const token = Duration.minutes(new CfnParameter(stack, 'Minutes', { type: 'Number' }).valueAsNumber);
  expect(complaintOf(() => make(stack, token))).toEqual(
    unresolved ? expect.stringContaining(`[${unresolved}]`) : undefined,
  );
});

test.each(Object.entries(LITERALS))('the text that the test of %s is about is valid', (_, { make, valid }: Literal) => {
  expect(() => make(newStack(), valid)).not.toThrow();
});
