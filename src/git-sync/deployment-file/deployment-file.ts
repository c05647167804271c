import type { Stack } from 'aws-cdk-lib';
import { ErrorCode } from '../../error-code';
import { throwIfInvalid, validationError } from '../../private/errors';
import { type Content, checkContent, differences, normalPath } from './content';
import { DeploymentDocument } from './document';
import { type Format, formatOf, type Source, sourceOf } from './formats';
import { checkAgainstTemplate, parametersOfStack, readTemplateFile } from './template';
import { readText, writeAll } from './working-tree';

/** The format of a deployment file. Git sync reads both. */
export enum DeploymentFileFormat {
  /** YAML, which may contain comments. */
  YAML = 'YAML',

  /** JSON. */
  JSON = 'JSON',
}

/** Properties of a `DeploymentFile`. */
export interface DeploymentFileProps {
  /**
   * The path of the template from the root of the repository, such as `templates/prod.yaml`.
   *
   * A `./` at its beginning has no meaning and is not written.
   */
  readonly templateFilePath: string;

  /**
   * The values of the template's parameters, by name: at most 50, each at most 4,096 bytes.
   *
   * Everyone who can read the repository can read these values. For a secret, give a dynamic reference such as
   * `{{resolve:secretsmanager:database}}`, or declare the parameter with a type `AWS::SSM::Parameter::Value<…>` and
   * give the name of the SSM parameter.
   *
   * @default - the parameters in an existing file are kept; a new file has none
   */
  readonly parameters?: { readonly [name: string]: string };

  /**
   * The tags of the stack: at most 50, keys of 1 to 128 and values of 0 to 256 characters.
   *
   * @default - the tags in an existing file are kept; a new file has none
   */
  readonly tags?: { readonly [key: string]: string };
}

/** Options for reading a deployment file. */
export interface DeploymentFileReadOptions {
  /**
   * Whether to refuse keys that AWS does not document for a deployment file.
   *
   * @default false - they are kept
   */
  readonly strict?: boolean;

  /**
   * The format of the text.
   *
   * @default - JSON if the path ends in `.json`, otherwise YAML
   */
  readonly format?: DeploymentFileFormat;
}

/** Options for writing a deployment file. */
export interface DeploymentFileWriteOptions {
  /**
   * The format to write.
   *
   * @default - JSON if the path ends in `.json`, otherwise YAML
   */
  readonly format?: DeploymentFileFormat;
}

/**
 * The deployment file of a stack that Git sync keeps in sync: the path of the template, the values of its parameters,
 * and the tags of the stack.
 *
 * An existing deployment file is changed, not replaced: unknown keys, comments and the order of its entries are
 * preserved. It is written only if one of its values changes.
 *
 * ```ts
 * new DeploymentFile({
 *   templateFilePath: 'templates/prod.yaml',
 *   parameters: { Size: 'small', Password: '{{resolve:secretsmanager:database}}' },
 *   tags: { team: 'platform' },
 * }).writeTo('deploy/prod.yaml');
 * ```
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync-concepts-terms.html
 */
export class DeploymentFile {
  /**
   * Reads a deployment file.
   *
   * @param path the path on this machine, such as `deploy/prod.yaml`
   * @param options options for reading it
   * @throws when the file does not exist, is not a deployment file (with line and column), or contains a value that is
   * not valid or looks like a secret
   */
  public static fromFile(path: string, options: DeploymentFileReadOptions = {}): DeploymentFile {
    const text = readText(path);
    if (text === undefined)
      throw validationError(ErrorCode.NO_DEPLOYMENT_FILE, `the deployment file '${path}' does not exist`, undefined);
    return DeploymentFile.read({ text, name: path, format: options.format ?? formatOf(path) }, options);
  }

  /**
   * Reads the text of a deployment file.
   *
   * @param text the text, in YAML or JSON
   * @param options options for reading it
   * @throws when the text is not a deployment file (with line and column), or contains a value that is not valid or
   * looks like a secret
   */
  public static fromString(text: string, options: DeploymentFileReadOptions = {}): DeploymentFile {
    const format = options.format ?? DeploymentFileFormat.YAML;
    return DeploymentFile.read({ text, name: 'deployment file', format }, options);
  }

  private static read(source: Source, { strict }: DeploymentFileReadOptions): DeploymentFile {
    const document = DeploymentDocument.parse(source);
    if (strict) throwIfInvalid(ErrorCode.INVALID_DEPLOYMENT_FILE, document.unknownKeys, undefined);
    const content = document.get();
    const violations = checkContent(content, content.templateFilePath).map(
      (violation) => `${source.name}: ${violation}`,
    );
    throwIfInvalid(ErrorCode.INVALID_DEPLOYMENT_FILE, violations, undefined);
    return DeploymentFile.keeping(content, source);
  }

  /** The path of the template in the source is taken as it is: Git sync may accept more than what is written here. */
  private static keeping(content: Content, source: Source): DeploymentFile {
    const file = new DeploymentFile({ ...content, templateFilePath: 'kept' });
    file.path = content.templateFilePath;
    file.source = source;
    return file;
  }

  /** The path of the template from the root of the repository, without a `./` at its beginning. */
  public get templateFilePath(): string {
    return this.path;
  }

  private path: string;

  /**
   * The values of the template's parameters, by name.
   *
   * @default - none
   */
  public readonly parameters?: { readonly [name: string]: string };

  /**
   * The tags of the stack.
   *
   * @default - none
   */
  public readonly tags?: { readonly [key: string]: string };

  /** The text that the file was read from, which is preserved. */
  private source?: Source;

  /**
   * @param props the content of the file
   * @throws when the path of the template, a parameter or a tag is not valid or looks like a secret, which the message
   * does not repeat
   */
  constructor(props: DeploymentFileProps) {
    const path = normalPath(props.templateFilePath);
    throwIfInvalid(ErrorCode.INVALID_DEPLOYMENT_FILE, checkContent({ ...props, templateFilePath: path }), undefined);
    this.path = path;
    this.parameters = props.parameters && { ...props.parameters };
    this.tags = props.tags && { ...props.tags };
  }

  /**
   * A copy of this deployment file with parameters added or changed.
   *
   * @param parameters the values by name; other parameters are kept
   * @throws when a parameter is not valid, or looks like a secret
   */
  public withParameters(parameters: { readonly [name: string]: string }): DeploymentFile {
    return this.copyWith({ ...this.content, parameters: { ...this.parameters, ...parameters } });
  }

  /**
   * A copy of this deployment file with tags added or changed.
   *
   * @param tags the tags; other tags are kept
   * @throws when a tag is not valid, or looks like a secret
   */
  public withTags(tags: { readonly [key: string]: string }): DeploymentFile {
    return this.copyWith({ ...this.content, tags: { ...this.tags, ...tags } });
  }

  /** The text of the file in YAML. */
  public toYaml(): string {
    return this.document(this.source).toYaml();
  }

  /** The text of the file in JSON. */
  public toJson(): string {
    return this.document(this.source).toJson();
  }

  /**
   * Lists the changes that `writeTo` would make to a file, without making them.
   *
   * @param path the path on this machine; the file need not exist
   * @returns a line for each change, such as `~ parameters.Size: "small" → "large"`; none if nothing would change
   * @throws when the existing file is not a deployment file
   */
  public changesTo(path: string): string[] {
    const existing = sourceOf(path, formatOf(path));
    return differences(existing && DeploymentDocument.parse(existing).get(), this.content);
  }

  /**
   * Writes the file, or changes an existing one. A file that already has these values is not touched.
   *
   * @param path the path on this machine, such as `deploy/prod.yaml`; missing folders are created
   * @param options options for writing it
   * @returns the changes, in the form of `changesTo`
   * @throws when the existing file is not a deployment file, which is then left unchanged
   */
  public writeTo(path: string, options: DeploymentFileWriteOptions = {}): string[] {
    const format = options.format ?? formatOf(path);
    const existing = sourceOf(path, format);
    const changes = differences(existing && DeploymentDocument.parse(existing).get(), this.content);
    if (changes.length > 0) writeAll([{ path, text: this.render(format, existing) }]);
    return changes;
  }

  /**
   * Checks the parameters against a template: each is declared, and each declared one without a default has a value.
   *
   * @param path the path of the template on this machine
   * @throws when a parameter is not declared, has no value, or has NoEcho and a literal value, or when the template
   * cannot be read or exceeds a limit of CloudFormation
   */
  public checkTemplateFile(path: string): void {
    const template = readTemplateFile(path);
    const violations = [...template.violations, ...checkAgainstTemplate(this.parameters ?? {}, template.parameters)];
    throwIfInvalid(ErrorCode.INVALID_DEPLOYMENT_FILE, violations, undefined);
  }

  /**
   * Checks the parameters against those that have been added to a stack of the app so far, as `checkTemplateFile` does.
   *
   * @param stack the stack
   * @throws when a parameter is not declared, has no value, or has NoEcho and a literal value
   */
  public checkStack(stack: Stack): void {
    throwIfInvalid(
      ErrorCode.INVALID_DEPLOYMENT_FILE,
      checkAgainstTemplate(this.parameters ?? {}, parametersOfStack(stack)),
      stack,
    );
  }

  private get content(): Content {
    const { templateFilePath, parameters, tags } = this;
    return { templateFilePath, parameters, tags };
  }

  private copyWith(content: Content): DeploymentFile {
    return this.source ? DeploymentFile.keeping(content, this.source) : new DeploymentFile(content);
  }

  private document(source: Source | undefined): DeploymentDocument {
    const document = source ? DeploymentDocument.parse(source) : DeploymentDocument.empty();
    document.set(this.content);
    return document;
  }

  private render(format: Format, existing: Source | undefined): string {
    const document = this.document(existing ?? this.source);
    return format === 'JSON' ? document.toJson() : document.toYaml();
  }
}
