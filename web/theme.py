"""The look: Gradio's theme emptied of its own taste; tokens and layout are in assets/*.css."""

import gradio as gr

FONTS = (
    "system-ui",
    "-apple-system",
    "Segoe UI",
    "Roboto",
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "sans-serif",
)


def theme() -> gr.themes.Base:
    """Every colour points to a token of assets/tokens.css, so that light and dark are decided there alone."""
    colours = {
        "body_background_fill": "var(--page)",
        "body_text_color": "var(--text)",
        "body_text_color_subdued": "var(--muted)",
        "background_fill_primary": "var(--page)",
        "background_fill_secondary": "var(--surface)",
        "block_background_fill": "transparent",
        "block_border_color": "var(--line)",
        "block_label_background_fill": "transparent",
        "block_label_text_color": "var(--muted)",
        "block_title_text_color": "var(--muted)",
        "block_info_text_color": "var(--muted)",
        "border_color_primary": "var(--line)",
        "border_color_accent": "var(--line)",
        "panel_background_fill": "transparent",
        "input_background_fill": "var(--page)",
        "input_background_fill_focus": "var(--page)",
        "input_border_color": "var(--line)",
        "input_border_color_focus": "var(--link)",
        "input_placeholder_color": "var(--muted)",
        "button_primary_background_fill": "var(--accent)",
        "button_primary_background_fill_hover": "var(--accent)",
        "button_primary_text_color": "var(--on-accent)",
        "button_secondary_background_fill": "transparent",
        "button_secondary_background_fill_hover": "var(--surface)",
        "button_secondary_border_color": "var(--line)",
        "button_secondary_text_color": "var(--text)",
        "color_accent": "var(--accent)",
        "link_text_color": "var(--link)",
        "error_background_fill": "var(--surface)",
        "error_text_color": "var(--red)",
        "loader_color": "var(--muted)",
    }
    base = gr.themes.Base(font=FONTS, font_mono=("ui-monospace", "monospace"))
    dark = {f"{name}_dark": value for name, value in colours.items() if hasattr(base, f"{name}_dark")}
    return base.set(
        **colours,
        **dark,
        block_border_width="0px",
        block_shadow="none",
        block_padding="0px",
        block_radius="8px",
        input_radius="8px",
        input_shadow="none",
        input_shadow_focus="none",
        button_large_radius="8px",
        button_small_radius="8px",
        button_primary_shadow="none",
        button_secondary_shadow="none",
        layout_gap="16px",
    )
