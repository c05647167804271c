/** A widget of a dashboard, as its body describes it. */
export interface Widget {
  readonly type: string;
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly properties: WidgetProperties;
}

export interface WidgetProperties {
  readonly title?: string;
  readonly markdown?: string;
  readonly view?: string;
  readonly query?: string;
  readonly alarms?: readonly string[];
  readonly metrics?: readonly (readonly unknown[])[];
  readonly stat?: string;
  readonly period?: number;
  readonly stacked?: boolean;
  readonly yAxis?: { readonly left?: Axis; readonly right?: Axis };
  readonly annotations?: { readonly horizontal?: readonly Annotation[]; readonly alarms?: readonly string[] };
}

export interface Axis {
  readonly min?: number;
  readonly max?: number;
}

export interface Annotation {
  readonly value: number;
  readonly label?: string;
}

/** The widgets in the order of reading: from the top, and from left to right. */
export function readWidgets(body: string): Widget[] {
  const { widgets = [] } = JSON.parse(body) as { widgets?: Widget[] };
  return widgets.toSorted((a, b) => (a.y ?? 0) - (b.y ?? 0) || (a.x ?? 0) - (b.x ?? 0));
}
