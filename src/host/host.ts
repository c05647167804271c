// aws-ec2 takes longer to load than the rest of this library: it is loaded on its first use, through aws-cdk-lib itself
import { aws_ec2, RemovalPolicy } from 'aws-cdk-lib';
import { CfnHost } from 'aws-cdk-lib/aws-codeconnections';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import type { ProviderType } from '../connection/provider-type';
import { ErrorCode } from '../error-code';
import { environmentOfArn } from '../private/arns';
import { checkCount, checkString } from '../private/checks';
import { throwIfInvalid } from '../private/errors';
import { isOfKind, markMadeHere } from '../private/kinds';
import { HOST_NAME, PROVIDER_URL, SECURITY_GROUPS, SUBNETS, TLS_CERTIFICATE } from '../private/limits';
import { generatedName } from '../private/names';
import { checkReference } from '../private/references';
import { checkTags, toCfnTags } from '../private/tags';
import { HostBase, type IHost } from './host-base';

/** Properties of a `Host`. */
export interface HostProps {
  /**
   * The name of the host, 1 to 64 characters.
   *
   * Changing it replaces the host. The replacement fails if the endpoint or the VPC stays the same, because neither can
   * belong to two hosts.
   *
   * @default - generated from the construct's path and 8 characters of the stack's id
   */
  readonly hostName?: string;

  /**
   * The provider that is installed on the host: GitHub Enterprise Server or GitLab self-managed.
   *
   * Changing it replaces the host.
   */
  readonly providerType: ProviderType;

  /**
   * The URL at which the provider is installed, with its scheme, at most 512 characters. Each host needs a different
   * one.
   */
  readonly providerEndpoint: string;

  /**
   * The VPC from which the provider is reached. A VPC can be associated with one host only.
   *
   * @default - no VPC; AWS reaches the provider over the internet
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnets in which AWS creates its network interfaces: 1 to 10, each in a different Availability Zone.
   *
   * @default - one private subnet of the VPC in each Availability Zone
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The security groups of the network interfaces, 1 to 10.
   *
   * @default - a new security group that allows all outbound traffic; none without a VPC
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * The public certificate of the authority that signed the provider's certificate, in PEM, 1 to 16,384 characters.
   *
   * Only for a host in a VPC.
   *
   * @default - none, for a provider whose certificate is signed by a public authority
   */
  readonly tlsCertificate?: string;

  /**
   * Tags of the host.
   *
   * @default - the tags set on the scope
   */
  readonly tags?: { readonly [key: string]: string };

  /**
   * The policy for the host, and for the security group created for it, when it is replaced or removed from the stack.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - both are retained unless their creation fails, because a
   * retained connection would block the deletion of its host
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Attributes for importing an existing host. */
export interface HostAttributes {
  /** The ARN of the host, of either prefix. */
  readonly hostArn: string;

  /**
   * The provider that is installed on the host. It restricts handshake grants for connections that use the host.
   *
   * @default - unknown
   */
  readonly providerType?: ProviderType;

  /**
   * The security groups of the host.
   *
   * @default - unknown; reading `connections` throws an error
   */
  readonly securityGroups?: ec2.ISecurityGroup[];
}

/**
 * A host: the infrastructure on which you have installed a provider, such as GitHub Enterprise Server.
 *
 * A new host is pending until a person sets it up in the console. Constructs that need it ready take an
 * `AvailableHost`, which waits for the setup.
 *
 * @resource AWS::CodeConnections::Host
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/connections-hosts.html
 */
@propertyInjectable
export class Host extends HostBase {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.Host';

  /**
   * Whether a value is a host of this library: created, imported, looked up or waited for.
   *
   * @param x any value
   */
  public static isHost(x: unknown): x is IHost {
    return isOfKind(x, 'Host');
  }

  /**
   * Refers to a host that exists, by its ARN.
   *
   * @param scope the scope of the import
   * @param id the id of the import in its scope
   * @param hostArn the ARN of the host, of either prefix
   * @throws when the ARN is not that of a single host
   */
  public static fromHostArn(scope: Construct, id: string, hostArn: string): IHost {
    return Host.fromHostAttributes(scope, id, { hostArn });
  }

  /**
   * Refers to a host that exists, by its attributes.
   *
   * @param scope the scope of the import
   * @param id the id of the import in its scope
   * @param attrs the attributes of the host
   * @throws when the ARN is not that of a single host
   */
  public static fromHostAttributes(scope: Construct, id: string, attrs: HostAttributes): IHost {
    const { hostArn, providerType, securityGroups } = attrs;
    const environment = environmentOfArn(hostArn, 'host', scope);
    class Import extends HostBase {
      public readonly hostArn = hostArn;
      public readonly providerType = providerType;
      protected override readonly _connections = securityGroups && new aws_ec2.Connections({ securityGroups });
    }
    return new Import(scope, id, environment);
  }

  /**
   * The name of the host.
   *
   * @attribute
   */
  public readonly hostName: string;

  /** The provider that is installed on the host. */
  public readonly providerType?: ProviderType;

  private readonly resource: CfnHost;

  constructor(scope: Construct, id: string, props: HostProps) {
    super(scope, id);
    checkReference('providerType', props.providerType, 'value', this);
    throwIfInvalid(ErrorCode.INVALID_HOST, check(props), this);

    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    this.hostName = props.hostName ?? generatedName(this, HOST_NAME.max);
    this.providerType = props.providerType;
    const tags = toCfnTags(props.tags);
    this.resource = markMadeHere(
      new CfnHost(this, 'Resource', {
        name: this.hostName,
        providerType: props.providerType.value,
        providerEndpoint: props.providerEndpoint,
        ...(props.vpc && { vpcConfiguration: this.connectTo(props.vpc, props, removalPolicy) }),
        ...(tags && { tags }),
      }),
    );
    this.resource.applyRemovalPolicy(removalPolicy);
  }

  /**
   * The ARN of the host.
   *
   * @attribute
   */
  public get hostArn(): string {
    return this.resource.attrHostArn;
  }

  /**
   * The id of the host, the last part of its ARN.
   *
   * @attribute
   */
  public get hostId(): string {
    return this.resource.attrHostId;
  }

  /**
   * The status of the host when CloudFormation last created or updated it, for example `PENDING`.
   *
   * Setting up the host does not change it.
   *
   * @attribute
   */
  public get hostStatus(): string {
    return this.resource.attrStatus;
  }

  private connectTo(vpc: ec2.IVpc, props: HostProps, removalPolicy: RemovalPolicy): CfnHost.VpcConfigurationProperty {
    const { subnetIds } = vpc.selectSubnets(props.vpcSubnets ?? { onePerAz: true });
    throwIfInvalid(ErrorCode.INVALID_HOST, checkCount('vpcSubnets', subnetIds, SUBNETS), this);
    const securityGroups = props.securityGroups ?? [this.newSecurityGroup(vpc, removalPolicy)];
    this._connections = new aws_ec2.Connections({ securityGroups });
    return {
      vpcId: vpc.vpcId,
      subnetIds,
      securityGroupIds: securityGroups.map((group) => group.securityGroupId),
      ...(props.tlsCertificate !== undefined && { tlsCertificate: props.tlsCertificate }),
    };
  }

  private newSecurityGroup(vpc: ec2.IVpc, removalPolicy: RemovalPolicy): ec2.SecurityGroup {
    const description = `Network interfaces of the host ${this.node.path}`;
    const group = new aws_ec2.SecurityGroup(this, 'SecurityGroup', { vpc, description });
    group.applyRemovalPolicy(removalPolicy);
    return group;
  }
}

function check(props: HostProps): string[] {
  const violations = [
    ...checkString('hostName', props.hostName, HOST_NAME),
    ...checkString('providerEndpoint', props.providerEndpoint, PROVIDER_URL),
    ...checkString('tlsCertificate', props.tlsCertificate, TLS_CERTIFICATE),
    ...checkCount('securityGroups', props.securityGroups, SECURITY_GROUPS),
    ...checkTags(props.tags),
  ];
  const needVpc = (['vpcSubnets', 'securityGroups', 'tlsCertificate'] as const).filter((name) => props[name]);
  if (needVpc.length > 0 && !props.vpc) {
    violations.push(`a host with ${needVpc.map((name) => `'${name}'`).join(', ')} needs a 'vpc', got none`);
  }
  return violations;
}
