import type { Stack } from 'aws-cdk-lib';
import { throwIfInvalid, validationError } from '../../private/errors';
import { type Content, checkContent, differences } from './content';
import { DeploymentDocument } from './document';
import { type Format, formatOf, type Source, sourceOf } from './formats';
import { checkAgainstTemplate, parametersOfStack, readTemplateFile } from './template';
import { readText, writeAll } from './working-tree';

/** How a deployment file is written. Git sync takes both. */
export enum DeploymentFileFormat {
  /** YAML, in which a person can leave comments. */
  YAML = 'YAML',

  /** JSON. */
  JSON = 'JSON',
}

/** Properties of a `DeploymentFile`. */
export interface DeploymentFileProps {
  /** The path of the template from the root of the repository, such as `templates/prod.yaml`. */
  readonly templateFilePath: string;

  /**
   * The values of the template's parameters, by their names: at most 50 of at most 4,096 bytes.
   *
   * A value is in Git for everybody to read. So no secrets: give a dynamic reference, such as
   * `{{resolve:secretsmanager:database}}`, or declare the parameter with a type `AWS::SSM::Parameter::Value<…>` and give
   * the name of the SSM parameter.
   *
   * @default - what an existing file says stays; a new file says nothing
   */
  readonly parameters?: { readonly [name: string]: string };

  /**
   * The tags of the stack: at most 50, keys of 1 to 128 and values of 0 to 256 characters.
   *
   * @default - what an existing file says stays; a new file says nothing
   */
  readonly tags?: { readonly [key: string]: string };
}

/** How to take a deployment file that exists. */
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
   * @default - by the path: JSON for `.json`, else YAML
   */
  readonly format?: DeploymentFileFormat;
}

/** How to write a deployment file. */
export interface DeploymentFileWriteOptions {
  /**
   * The format to write.
   *
   * @default - by the path: JSON for `.json`, else YAML
   */
  readonly format?: DeploymentFileFormat;
}

/**
 * The deployment file of a stack that Git sync keeps: it names the template, the values of its parameters and the
 * stack's tags.
 *
 * A deployment file that exists is changed, not replaced: unknown keys, comments and the order of what it says stay.
 * It is written only when it would say something else.
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
   * @param path a path of this machine, such as `deploy/prod.yaml`
   * @param options how to take it
   * @throws when there is none, when it is no deployment file (with line and column), or when its values cannot be
   */
  public static fromFile(path: string, options: DeploymentFileReadOptions = {}): DeploymentFile {
    const text = readText(path);
    if (text === undefined)
      throw validationError('NoDeploymentFile', `there is no deployment file '${path}'`, undefined);
    return DeploymentFile.read({ text, name: path, format: options.format ?? formatOf(path) }, options);
  }

  /**
   * Reads the text of a deployment file.
   *
   * @param text YAML; JSON is YAML, too
   * @param options how to take it
   * @throws when it is no deployment file (with line and column), or when its values cannot be
   */
  public static fromString(text: string, options: DeploymentFileReadOptions = {}): DeploymentFile {
    const format = options.format ?? DeploymentFileFormat.YAML;
    return DeploymentFile.read({ text, name: 'deployment file', format }, options);
  }

  private static read(source: Source, { strict }: DeploymentFileReadOptions): DeploymentFile {
    const document = DeploymentDocument.parse(source);
    if (strict) throwIfInvalid('InvalidDeploymentFile', document.unknownKeys, undefined);
    const violations = checkContent(document.content).map((violation) => `${source.name}: ${violation}`);
    throwIfInvalid('InvalidDeploymentFile', violations, undefined);
    const file = new DeploymentFile(document.content);
    file.source = source;
    return file;
  }

  /** The path of the template from the root of the repository. */
  public readonly templateFilePath: string;

  /**
   * The values of the template's parameters, by their names.
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

  /** The text that it was read from, which it keeps. */
  private source?: Source;

  /**
   * @param props what it says
   * @throws when a path, a parameter or a tag is none, or looks like a secret; the message does not repeat it
   */
  constructor(props: DeploymentFileProps) {
    throwIfInvalid('InvalidDeploymentFile', checkContent(props), undefined);
    this.templateFilePath = props.templateFilePath;
    this.parameters = props.parameters && { ...props.parameters };
    this.tags = props.tags && { ...props.tags };
  }

  /**
   * The same with more parameters, or with other values for some.
   *
   * @param parameters the values, by the names of the parameters; those that are not named stay
   */
  public withParameters(parameters: { readonly [name: string]: string }): DeploymentFile {
    return this.saying({ ...this.content, parameters: { ...this.parameters, ...parameters } });
  }

  /**
   * The same with more tags, or with other values for some.
   *
   * @param tags the tags; those that are not named stay
   */
  public withTags(tags: { readonly [key: string]: string }): DeploymentFile {
    return this.saying({ ...this.content, tags: { ...this.tags, ...tags } });
  }

  /** The file as YAML. */
  public toYaml(): string {
    return this.document(this.source).toYaml();
  }

  /** The file as JSON. */
  public toJson(): string {
    return this.document(this.source).toJson();
  }

  /**
   * Says what would change in a file, and changes nothing.
   *
   * @param path a path of this machine; the file need not exist
   * @returns a line for each change, such as `~ parameters.Size: "small" → "large"`; none when nothing would change
   * @throws when the file is no deployment file
   */
  public changesTo(path: string): string[] {
    const existing = sourceOf(path, formatOf(path));
    return differences(existing && DeploymentDocument.parse(existing).content, this.content);
  }

  /**
   * Writes the file, or changes the one that is there. One that says the same already is not touched.
   *
   * @param path a path of this machine, such as `deploy/prod.yaml`; folders are made
   * @param options how to write it
   * @returns what has changed, as `changesTo` tells it
   * @throws when the file that is there is no deployment file: it stays as it is
   */
  public writeTo(path: string, options: DeploymentFileWriteOptions = {}): string[] {
    const format = options.format ?? formatOf(path);
    const existing = sourceOf(path, format);
    const changes = differences(existing && DeploymentDocument.parse(existing).content, this.content);
    if (changes.length > 0) writeAll([{ path, text: this.render(format, existing) }]);
    return changes;
  }

  /**
   * Makes sure that it fits a template: all its parameters are declared, and all that have no default have a value.
   *
   * @param path the template, a path of this machine
   * @throws when something does not fit, or when the template cannot be read or is larger than CloudFormation takes
   */
  public checkTemplateFile(path: string): void {
    const template = readTemplateFile(path);
    const violations = [...template.violations, ...checkAgainstTemplate(this.parameters ?? {}, template.parameters)];
    throwIfInvalid('InvalidDeploymentFile', violations, undefined);
  }

  /**
   * Makes sure that it fits the parameters that a stack of the app has so far, as `checkTemplateFile` does.
   *
   * @param stack the stack
   * @throws when something does not fit
   */
  public checkStack(stack: Stack): void {
    throwIfInvalid(
      'InvalidDeploymentFile',
      checkAgainstTemplate(this.parameters ?? {}, parametersOfStack(stack)),
      stack,
    );
  }

  private get content(): Content {
    const { templateFilePath, parameters, tags } = this;
    return { templateFilePath, parameters, tags };
  }

  private saying(content: Content): DeploymentFile {
    const file = new DeploymentFile(content);
    file.source = this.source;
    return file;
  }

  private document(source: Source | undefined): DeploymentDocument {
    const document = source ? DeploymentDocument.parse(source) : DeploymentDocument.empty();
    document.say(this.content);
    return document;
  }

  private render(format: Format, existing: Source | undefined): string {
    const document = this.document(existing ?? this.source);
    return format === 'JSON' ? document.toJson() : document.toYaml();
  }
}
