/** A language that the library is published for. */
export interface Language {
  /** As jsii names it, and the folder in dist/. */
  readonly target: string;
  /** Programs without which nothing is packaged, and what to install for them. */
  readonly programs: Readonly<Record<string, string>>;
  /** Makes what would be published, in dist/. Tells what it had to leave out. */
  package(): Promise<void>;
  /**
   * The environment variables with which the ordinary commands of an app in this language find the package in dist/, and
   * what it depends on, in the versions that the library promises to work with.
   *
   * @param app the folder of the app
   */
  environment?(app: string): Promise<Record<string, string>>;
}
