"""What is typed: options, types of values, Click in Chinese, commands imported when asked for."""
